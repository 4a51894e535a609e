import { drawFrom, originOf } from './draw.ts';
import type { Bursts, Latency, LatencyDistribution, Which } from '../scenario.ts';

/** The state of a chain of bursts: the number of a request, and whether that request is within a burst. */
interface Chain {
  readonly bursts: Bursts;
  n: number;
  isInside: boolean;
}

/** What is left to chance about one host: answers for the nth request are the same in whatever order they are asked. */
export class Dice {
  readonly #seed: number;
  readonly #who: string;
  /** By purpose, so that no text is hashed twice. */
  readonly #origins = new Map<string, number>();
  /** Saves walking through all earlier requests again, as long as they are asked for in order. */
  readonly #chains = new Map<string, Chain>();

  /** @param who an address, or whatever tells one host from another. */
  constructor(seed: number, who: string) {
    this.#seed = seed;
    this.#who = who;
  }

  /** Whether the nth request, from 0, is one of them. */
  isOne(which: Which, n: number, purpose: string): boolean {
    if (typeof which === 'number') return which >= 1 || (which > 0 && this.#draw(purpose, n) < which);
    if (which.every !== undefined) return (n + 1) % which.every === 0;
    if (which.bursts === undefined) return false;
    const { inside = 1, outside = 0 } = which.bursts;
    return this.#draw(purpose, n) < (this.#isInBurst(which.bursts, n, purpose) ? inside : outside);
  }

  /** Milliseconds, a thousandth the smallest step; null when a recorded series has no answer there. */
  latency(latency: Latency, n: number): number | null {
    if (typeof latency === 'number') return latency;
    if (isSeries(latency)) return latency[Math.min(n, latency.length - 1)] ?? null;
    return Math.round(Math.max(0, this.#distributed(latency, n)) * 1000) / 1000;
  }

  #distributed({ range, normal, logNormal }: LatencyDistribution, n: number): number {
    if (range !== undefined) return range.min + (range.max - range.min) * this.#draw('latency', n);
    if (normal !== undefined) return normal.mean + normal.stddev * this.#gaussian(n);
    if (logNormal !== undefined) return logNormal.median * Math.exp(logNormal.sigma * this.#gaussian(n));
    return 1;
  }

  /** Box and Muller's transform. */
  #gaussian(n: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#draw('latency', n)));
    return radius * Math.cos(2 * Math.PI * this.#draw('latency angle', n));
  }

  #isInBurst(bursts: Bursts, n: number, purpose: string): boolean {
    let chain = this.#chains.get(purpose);
    if (chain === undefined || chain.bursts !== bursts || chain.n > n) {
      this.#chains.set(purpose, (chain = { bursts, n: -1, isInside: false }));
    }
    while (chain.n < n) {
      const luck = this.#draw(`${purpose} burst`, ++chain.n);
      chain.isInside = chain.isInside ? luck >= bursts.leave : luck < bursts.enter;
    }
    return chain.isInside;
  }

  #draw(purpose: string, n: number): number {
    let origin = this.#origins.get(purpose);
    if (origin === undefined) this.#origins.set(purpose, (origin = originOf(this.#seed, `${this.#who} ${purpose}`)));
    return drawFrom(origin, n);
  }
}

function isSeries(latency: Exclude<Latency, number>): latency is readonly (number | null)[] {
  return Array.isArray(latency);
}
