import { checkFunction } from '../../checks/checkFunction.ts';
import { checkInteger } from '../../checks/checkInteger.ts';
import { checkOptions } from '../../checks/checkOptions.ts';
import { IcmpArgumentError } from '../../errors.ts';
import { checkDriver } from '../../observables/options/checkDriver.ts';
import type { EchoReply } from '../../observables/echoReply.ts';
import type { Driver } from '../../observables/options.ts';
import { checkIdle, DEFAULT_IDLE } from '../../operators/keyed/checkIdle.ts';
import type { Labels, MetricsOptions } from '../metricsOptions.ts';

const OPTIONS: readonly (keyof MetricsOptions<never>)[] = ['labels', 'idle', 'maxSeries', 'names', 'bounds', 'driver'];

/** Edges of the histogram's own buckets, so that their counts are exact. */
const OWN_BOUNDS = [
  ...[0.125, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20],
  ...[30, 50, 75, 100, 150, 200, 300, 500, 1000, 2000, 4000],
];
const SMOKEPING_BOUNDS = Array.from({ length: 20 }, (_, i) => 0.05 * 2 ** i);
const MOST_BOUNDS = 200;

/** The options of `collectMetrics`, checked. */
export interface MetricsSettings<R> {
  readonly labels: (reply: R) => Labels;
  readonly idle: number;
  readonly maxSeries: number;
  readonly names: 'rxicmp' | 'smokeping_prober';
  readonly bounds: readonly number[];
  readonly driver: Driver | null | undefined;
}

/** @throws `IcmpArgumentError` for what can never work. */
export function metricsSettings<R extends EchoReply<unknown>>(options: MetricsOptions<R>): MetricsSettings<R> {
  checkOptions('options', options, OPTIONS);
  const { names = 'rxicmp', idle = DEFAULT_IDLE, maxSeries = 10_000, driver } = options;
  if (names !== 'rxicmp' && names !== 'smokeping_prober')
    throw new IcmpArgumentError('names', names, "'rxicmp' or 'smokeping_prober'", "leave it out for 'rxicmp'.");
  const isSmokeping = names === 'smokeping_prober';
  const { labels = isSmokeping ? smokepingLabels : ownLabels } = options;
  const { bounds = isSmokeping ? SMOKEPING_BOUNDS : OWN_BOUNDS } = options;
  checkFunction('labels', labels);
  checkIdle(idle);
  checkInteger('maxSeries', maxSeries, 1, 1_000_000);
  checkBounds(bounds);
  if (driver !== null) checkDriver(driver);
  return { labels, idle, maxSeries, names, bounds: [...bounds], driver };
}

const ownLabels = ({ target }: EchoReply<unknown>): Labels => ({ target });

/** The labels of smokeping_prober. That exporter knows addresses before it probes; here a name may have none yet. */
const smokepingLabels = ({ target, destination }: EchoReply<unknown>): Labels => ({
  host: target,
  ip: destination ?? '',
});

function checkBounds(bounds: readonly number[]): void {
  const isAscending = (bound: unknown, i: number): boolean =>
    typeof bound === 'number' && bound > (bounds[i - 1] ?? 0) && bound < Infinity;
  if (Array.isArray(bounds) && bounds.length > 0 && bounds.length <= MOST_BOUNDS && bounds.every(isAscending)) return;
  throw new IcmpArgumentError(
    'bounds',
    bounds,
    `1 to ${MOST_BOUNDS} ascending numbers of milliseconds above 0`,
    'for example pass [1, 10, 100, 1000].',
  );
}
