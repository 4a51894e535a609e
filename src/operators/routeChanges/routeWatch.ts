import type { Hop } from '../../observables/hop.ts';
import type { Reroute } from '../reroute.ts';
import { Route } from './route.ts';

/** The way of rounds that do not go the usual way. */
interface Detour {
  readonly route: Route;
  /** Its first hop in its first round. */
  readonly first: Hop;
  /** Where it leaves the usual way, as a TTL. */
  ttl: number;
}

/** Watches the route to one target. */
export class RouteWatch {
  readonly #rounds: number;
  /** The usual way. Before it has settled, nothing is a change. */
  #usual = new Route();
  #isSettled = false;
  #detour: Detour | null = null;
  /** Responders on detours that did not last, as `ttl responder`. */
  readonly #passing = new Set<string>();
  /** The hops of the round that is under way. */
  #round: Hop[] = [];

  /** @param rounds how many rounds make a way the usual one. */
  constructor(rounds: number) {
    this.#rounds = rounds;
  }

  /** @returns what the rounds that have ended with this hop, or before it, have changed. */
  add(hop: Hop): Reroute[] {
    const changes: (Reroute | null)[] = [];
    const last = this.#round.at(-1);
    if (last !== undefined && (hop.round !== last.round || hop.ttl <= last.ttl)) changes.push(this.#judge());
    this.#round.push(hop);
    if (hop.final) changes.push(this.#judge());
    return changes.filter((change) => change !== null);
  }

  #judge(): Reroute | null {
    const round = this.#round;
    this.#round = [];
    const ttl = this.#isSettled ? this.#usual.differsAt(round) : null;
    if (ttl === null) {
      this.#comeBack();
      this.#usual.add(round);
      this.#isSettled ||= this.#usual.settled >= this.#rounds;
      return null;
    }
    const detour = (this.#detour ??= { route: new Route(), first: round[0]!, ttl });
    detour.route.add(round);
    detour.ttl = Math.min(detour.ttl, ttl);
    return detour.route.settled < this.#rounds ? null : this.#take(detour);
  }

  /**
   * A detour did not last. A responder that was seen on two of them belongs to the usual way: routers share the load.
   */
  #comeBack(): void {
    this.#detour?.route.responders.forEach((hop, i) => {
      for (const responder of hop) {
        const key = `${i + 1} ${responder}`;
        if (this.#passing.has(key)) this.#usual.learn(i + 1, responder);
        this.#passing.add(key);
      }
    });
    this.#detour = null;
  }

  /** A detour is the usual way from now on. */
  #take({ route, first, ttl }: Detour): Reroute {
    const { target, round, replies } = first;
    const from = this.#usual.responders;
    this.#usual = route;
    this.#detour = null;
    this.#passing.clear();
    return { target, round, at: replies[0]!.sentAt, ttl, from, to: route.responders };
  }
}
