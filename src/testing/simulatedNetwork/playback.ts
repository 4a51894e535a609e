import { canonicalAddress } from '../scenario/canonicalAddress.ts';
import type { RecordedEcho, Scenario } from '../scenario.ts';

const SILENCE: RecordedEcho = {};

/** What was recorded of a host, and how far it was played. */
interface Tape {
  readonly echoes: readonly RecordedEcho[];
  readonly routes: readonly (readonly (readonly RecordedEcho[])[])[];
  /** The next request without a TTL. */
  next: number;
  /** The round of the trace, and how many probes each of its hops has had. */
  round: number;
  hops: number[];
}

/** Plays what was recorded, request by request. */
export class Playback {
  readonly #interfaces: readonly string[];
  readonly #tapes = new Map<string, Tape>();

  /** @param scenario one that `parseScenario` has nothing against. */
  constructor({ hosts, interfaces = ['sim0'] }: Scenario) {
    this.#interfaces = interfaces;
    for (const { address, recorded, recordedRoutes: routes = [] } of hosts) {
      if (recorded === undefined && routes.length === 0) continue;
      this.#tapes.set(this.#canonical(address), { echoes: recorded ?? [], routes, next: 0, round: 0, hops: [] });
    }
  }

  /**
   * What becomes of the next request to a host.
   *
   * @param ttl null for that of the system.
   * @returns null when the host is not recorded.
   */
  next(destination: string, ttl: number | null): RecordedEcho | null {
    if (this.#tapes.size === 0) return null;
    const tape = this.#tapes.get(destination) ?? this.#tapes.get(this.#canonical(destination));
    if (tape === undefined) return null;
    if (tape.routes.length > 0 && ttl !== null && ttl > 0) return hopOf(tape, ttl);
    return tape.echoes[tape.next++] ?? SILENCE;
  }

  #canonical(text: string): string {
    return canonicalAddress(text, this.#interfaces) ?? text;
  }
}

/** A round of a trace begins at TTL 1, once the round before has had all its probes of it. */
function hopOf(tape: Tape, ttl: number): RecordedEcho {
  const first = tape.routes[tape.round]?.[0]?.length ?? 0;
  if (ttl === 1 && (tape.hops[1] ?? 0) >= first) {
    tape.round++;
    tape.hops = [];
  }
  const n = tape.hops[ttl] ?? 0;
  tape.hops[ttl] = n + 1;
  return tape.routes[tape.round]?.[ttl - 1]?.[n] ?? SILENCE;
}
