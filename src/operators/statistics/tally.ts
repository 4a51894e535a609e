import type { EchoReply } from '../../observables/echoReply.ts';
import { IdleMap } from '../keyed/idleMap.ts';
import { RunningStatistics } from './runningStatistics.ts';
import type { StatisticsSettings } from './statisticsSettings.ts';
import { WindowStatistics } from './windowStatistics.ts';

/** A reply that was not counted yet, and when it came. */
interface Note<R> {
  readonly reply: R;
  readonly key: string;
  readonly at: number;
}

/** So many replies wait at most. */
const MOST_NOTES = 256;

/**
 * Counts replies by their keys. When nobody looks at the numbers yet, many replies are counted in one go: between two
 * replies the processor's caches forget the code and the data, and filling them takes longer than to count.
 */
export class Tally<R extends EchoReply<unknown>> {
  readonly #settings: StatisticsSettings<R>;
  readonly #all: IdleMap<RunningStatistics | WindowStatistics>;
  #notes: Note<R>[] = [];
  /** Those that had replies since the last call of `take`, in the order of the first of these. */
  #changed: (RunningStatistics | WindowStatistics)[] = [];

  constructor(settings: StatisticsSettings<R>) {
    this.#settings = settings;
    const { idle, window, percentiles } = settings;
    this.#all = new IdleMap(idle, (key) =>
      window === null ? new RunningStatistics(key, percentiles) : new WindowStatistics(window, key, percentiles),
    );
  }

  /** Counts a reply at once. @returns null where it only ends a series. */
  count(reply: R): RunningStatistics | WindowStatistics | null {
    return this.#count({ reply, key: this.#settings.keyOf(reply), at: this.#all.now() });
  }

  /** A reply that may be counted later. @returns whether `take` will have something for it. */
  note(reply: R): boolean {
    this.#notes.push({ reply, key: this.#settings.keyOf(reply), at: this.#all.now() });
    const isEnd = reply.status === 'removed';
    if (isEnd || this.#notes.length >= MOST_NOTES) this.#countNotes();
    return !isEnd;
  }

  /** The statistics that have changed since the last call. */
  take(): readonly (RunningStatistics | WindowStatistics)[] {
    this.#countNotes();
    const changed = this.#changed;
    this.#changed = [];
    for (const one of changed) one.hasChanged = false;
    return changed;
  }

  #countNotes(): void {
    const notes = this.#notes;
    this.#notes = [];
    for (const note of notes) {
      const one = this.#count(note);
      if (one === null || one.hasChanged) continue;
      one.hasChanged = true;
      this.#changed.push(one);
    }
  }

  #count({ reply, key, at }: Note<R>): RunningStatistics | WindowStatistics | null {
    const one = this.#all.get(key, at);
    if (reply.status !== 'removed') {
      one.add(reply, at);
      return one;
    }
    if (one.end(reply) && this.#settings.isByTarget) this.#all.delete(key);
    return null;
  }
}
