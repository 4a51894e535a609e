import { SweepTarget } from './sweepTarget.ts';
import type { SweepTemplate } from './sweepSettings.ts';
import { tagKey } from '../options/tagKey.ts';
import { targetTag } from './targetTag.ts';
import { targetText } from './targetText.ts';

/** The fractions of its multiples are spread evenly from 0 to 1, however many there are. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * Beats that would be nearer than this, in milliseconds, fall together: threads that wake up for each packet take several
 * times as long as for a few at once.
 */
const LEAST_GAP = 4;
/** So many at most: a burst that no device has to queue. */
const MOST_TOGETHER = 4;
/** Below it the gap would be much of the interval. */
const LEAST_INTERVAL = 200;

/** What a list changed. */
export interface SweepTargetListChange {
  readonly added: readonly SweepTarget[];
  readonly removed: ReadonlySet<SweepTarget>;
}

/** The targets of repeated sweeps, each with its place in the interval. */
export class SweepTargetList {
  /** In the order of their phases. */
  targets: readonly SweepTarget[] = [];
  readonly #template: SweepTemplate;
  readonly #isSpread: boolean;
  /** By the text of the target, its tag, and how often the same ones stand before it in the list. */
  #known = new Map<string, SweepTarget>();
  /** How often new targets have come into a list that was not empty. */
  #arrivals = 0;

  constructor(template: SweepTemplate, isSpread: boolean) {
    this.#template = template;
    this.#isSpread = isSpread;
  }

  /**
   * Takes another list. A target that is in both lists stays the same object.
   *
   * @param interval milliseconds; NaN while it is not known.
   */
  replace(list: readonly unknown[], interval: number): SweepTargetListChange {
    const known = new Map<string, SweepTarget>();
    const added: [key: string, given: unknown][] = [];
    const seen = new Map<string, number>();
    for (const given of list) {
      const key = keyOf(given, seen);
      const target = this.#known.get(key);
      target?.renew(given, this.#template);
      if (target === undefined) added.push([key, given]);
      else known.set(key, target);
    }
    const removed = new Set([...this.#known].filter(([key]) => !known.has(key)).map(([, target]) => target));
    // Targets that come together are spread evenly, and apart from those that came before.
    const start = this.targets.length === 0 ? 0 : ++this.#arrivals * GOLDEN_RATIO;
    const together = howManyTogether(added.length, interval);
    const targets = added.map(([key, given], i) => {
      const phase = this.#isSpread ? (start + (i - (i % together)) / added.length) % 1 : 0;
      const target = new SweepTarget(given, this.#template, phase);
      known.set(key, target);
      return target;
    });
    this.#known = known;
    this.targets = [...known.values()].sort((a, b) => a.phase - b.phase);
    return { added: targets, removed };
  }
}

/** How many of so many targets have one place. */
function howManyTogether(targets: number, interval: number): number {
  if (!(interval >= LEAST_INTERVAL)) return 1;
  return Math.max(1, Math.min(MOST_TOGETHER, Math.floor((targets * LEAST_GAP) / interval)));
}

/**
 * The key of a target and its tag, and of how often the same ones came before it. Options are no part of it: they may
 * change.
 */
function keyOf(given: unknown, seen: Map<string, number>): string {
  const target = `${targetText(given)} ${tagKey(targetTag(given))}`;
  const times = seen.get(target) ?? 0;
  seen.set(target, times + 1);
  return `${times} ${target}`;
}
