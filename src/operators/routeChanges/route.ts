import type { Hop } from '../../observables/hop.ts';

/** Who answers at each hop of one way to a target. */
export class Route {
  /** By TTL, from 1 on. Empty: nobody has answered there so far. */
  readonly #hops: Set<string>[] = [];
  /** The TTL of the last hop; null while nobody has ended the way. */
  #length: number | null = null;
  /** How many rounds in a row went this way and added nothing new to it. */
  settled = 0;

  /** As users get it: the responders of each hop, nearest first. */
  get responders(): readonly (readonly string[])[] {
    const hops = this.#hops.slice(0, this.#length ?? this.#hops.findLastIndex(({ size }) => size > 0) + 1);
    return hops.map((hop) => [...hop].sort());
  }

  /** The TTL from which on a round went another way; null when it may have gone this way. Silence tells nothing. */
  differsAt(round: readonly Hop[]): number | null {
    for (const { ttl, responders } of round) {
      const known = this.#hops[ttl - 1];
      if (known === undefined || known.size === 0 || responders.length === 0) continue;
      if (!responders.some((responder) => known.has(responder))) return ttl;
    }
    const length = lengthOf(round);
    if (length === null || this.#length === null || length === this.#length) return null;
    return Math.min(length, this.#length) + 1;
  }

  /** A round went this way. */
  add(round: readonly Hop[]): void {
    this.settled++;
    for (const { ttl, responders } of round) for (const responder of responders) this.learn(ttl, responder);
    const length = lengthOf(round);
    if (length === null || length === this.#length) return;
    this.#length = length;
    this.settled = 1;
  }

  learn(ttl: number, responder: string): void {
    while (this.#hops.length < ttl) this.#hops.push(new Set());
    const hop = this.#hops[ttl - 1]!;
    if (hop.has(responder)) return;
    hop.add(responder);
    this.settled = 1;
  }
}

/** Null when nobody ended the round: its last hop is a silent one, or one to which nothing could be sent. */
function lengthOf(round: readonly Hop[]): number | null {
  const last = round.at(-1);
  return last?.final === true && last.responders.length > 0 ? last.ttl : null;
}
