import { selectDriver } from '#platform';
import { type MonoTypeOperatorFunction, Subject, tap } from 'rxjs';
import type { EchoReply } from '../observables/echoReply.ts';
import type { Driver } from '../observables/options.ts';
import type { Transition } from '../operators/transition.ts';
import { expose } from './exposition/expose.ts';
import type { Exposition, Metrics, SeriesMetrics } from './metrics.ts';
import { engineFamilies, type EngineSource } from './collector/engineFamilies.ts';
import type { Block } from './collector/family.ts';
import type { MetricsSettings } from './collector/metricsSettings.ts';
import type { Series } from './collector/series.ts';
import { seriesFamilies } from './collector/seriesFamilies.ts';
import { SeriesTable } from './collector/seriesTable.ts';

/** Counts replies, and gives the counts to whatever exposes them. */
export class Collector<R extends EchoReply<unknown>> implements Metrics<R> {
  readonly bounds: readonly number[];
  readonly names: 'rxicmp' | 'smokeping_prober';
  /** Each round-trip time as it comes, for a reader that cannot take a histogram as a whole. */
  readonly rtts = new Subject<{ readonly series: Series; readonly rtt: number }>();
  readonly #table: SeriesTable<R>;
  readonly #driver: MetricsSettings<R>['driver'];

  constructor({ labels, idle, maxSeries, names, bounds, driver }: MetricsSettings<R>) {
    this.bounds = bounds;
    this.names = names;
    this.#driver = driver;
    this.#table = new SeriesTable(labels, maxSeries, idle);
  }

  record<T extends R>(): MonoTypeOperatorFunction<T> {
    return tap((reply) => this.#add(reply));
  }

  recordTransitions<T extends Transition<R>>(): MonoTypeOperatorFunction<T> {
    return tap((transition) => this.#turn(transition));
  }

  expose(accept?: string): Exposition {
    return expose(this.#table.look(), () => this.#blocks(), this.bounds, accept);
  }

  *series(): Iterable<SeriesMetrics> {
    this.#lookAtAll();
    for (const series of this.#table.all) yield series.snapshot();
  }

  /** Everything that there is to expose. */
  blocks(): readonly Block[] {
    this.#lookAtAll();
    return this.#blocks();
  }

  #lookAtAll(): void {
    const looks = this.#table.look()[Symbol.iterator]();
    while (looks.next().done !== true);
  }

  #blocks(): readonly Block[] {
    const series = this.#table.all;
    const own = seriesFamilies[this.names].map((family) => ({ family: family, sources: series }));
    if (this.#driver === null) return own;
    const engine = this.#engine(this.#driver);
    return [...own, ...engineFamilies.map((family) => ({ family: family, sources: engine }))];
  }

  #add(reply: R): void {
    if (reply.status === 'removed') return this.#table.end(reply);
    const series = this.#table.find(reply);
    series.add(reply);
    if (reply.status === 'success' && this.rtts.observed) this.rtts.next({ series, rtt: reply.rtt });
  }

  #turn(transition: Transition<R>): void {
    const { kind, to, target, evidence } = transition;
    const decisive = evidence.at(-1);
    if (decisive === undefined) return;
    if (to === 'removed') return this.#table.end(decisive);
    this.#table.find(decisive).turn(kind, to);
    if (kind !== 'reachability') return;
    const judgement = to === 'unknown' ? null : to === 'up';
    for (const series of this.#table.seriesOf(target)) series.judgement = judgement;
  }

  #engine(driver: Driver | undefined): readonly EngineSource[] {
    try {
      return [{ labels: {}, text: '', counters: selectDriver(driver).counters() }];
    } catch {
      // A process that sends no probes, such as one that gets replies from others, may have no driver.
      return [];
    }
  }
}
