/** The least MTU of an IPv6 link: systems ignore a report of less. */
const IPV6_LEAST = 1280;

interface Told {
  readonly mtu: number;
  readonly at: number;
}

/** What a system remembers of the ways to IPv6 hosts, where routers never fragment and the sender has to. */
export class MtuCache {
  /** By destination; the smallest that is known, and before it what will be known once it has arrived. */
  readonly #told = new Map<string, readonly Told[]>();

  /** Nothing was told. */
  get isEmpty(): boolean {
    return this.#told.size === 0;
  }

  /** A router's report arrives at a time in milliseconds. It tells the largest packet in bytes that gets to a destination. */
  learn(destination: string, mtu: number, at: number): void {
    const told = this.#told.get(destination) ?? [];
    if (mtu < IPV6_LEAST || told.some((one) => one.mtu <= mtu && one.at <= at)) return;
    this.#told.set(destination, [...told.filter((one) => one.mtu < mtu || one.at < at), { mtu, at }]);
  }

  /** @returns the size that packets to a destination are fragmented to at a time; Infinity when nothing was told. */
  at(destination: string, time: number): number {
    const told = this.#told.get(destination) ?? [];
    return Math.min(...told.filter(({ at }) => at <= time).map(({ mtu }) => mtu));
  }
}
