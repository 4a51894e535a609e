import {
  baselineShift,
  ewmaHysteresis,
  groupByTarget,
  ipdv,
  pacer,
  pathMtu,
  ping,
  probe,
  probeEach,
  quorum,
  reachability,
  retryProbe,
  statistics,
  sweep,
  sweepEvery,
  takeUntilAborted,
  throwIfFailed,
  traceroute,
  hopStatistics,
  type EchoReply,
} from 'rxicmp';
import { recordTo } from 'rxicmp/sinks';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  from,
  merge,
  mergeMap,
  NEVER,
  of,
  takeUntil,
  throwError,
  type Observable,
} from 'rxjs';
import { Boom, type World } from './world.ts';
import type { Plan } from './plan.ts';

type Make = (plan: Plan, world: World) => Observable<unknown>;

/** One pipeline of each kind, by name. */
export const streams: Readonly<Record<string, Make>> = {
  probe: (plan, world) => probe(plan.target, probeOptions(plan, world)),
  ping: pinging,
  sweep: (plan, world) => sweep(targetsOf(plan, world), sweepOptions(plan, world)),
  probeEach: (plan, world) => observableOf(plan, world).pipe(probeEach(sweepOptions(plan, world))),
  sweepEvery: sweeping,
  traceroute: tracing,
  pathMtu: (plan, world) => {
    const { retry: _, ...options } = probeOptions(plan, world);
    return pathMtu(plan.target, { ...options, max: 2000, retry: plan.rounds === 3 ? 1 : 0 });
  },
  retryProbe: (plan, world) => {
    const { retry, ...options } = probeOptions(plan, world);
    return probe(plan.target, { ...options, retry: plan.rounds === 3 ? 1 : 0 }).pipe(retryProbe(retry ?? 2));
  },
  statistics: (plan, world) =>
    merge(
      pinging(plan, world).pipe(statistics({ every: 30 })),
      sweeping(plan, world).pipe(statistics({ window: { count: 4 }, by: 'all' })),
      pinging(plan, world).pipe(ipdv()),
      tracing(plan, world).pipe(hopStatistics()),
    ),
  recordTo: (plan, world) =>
    merge(
      pinging(plan, world).pipe(recordTo({ write: () => [], close: () => [] }, { batch: 3, every: 40 })),
      sweeping(plan, world).pipe(recordTo({ write: () => of(plan.rounds), close: () => EMPTY }, { batch: 1 })),
    ),
  reachability: (plan, world) =>
    merge(
      sweeping(plan, world).pipe(reachability({ flap: { changes: 2, of: 4 } })),
      sweeping(plan, world).pipe(quorum({ agree: 1 })),
      pinging(plan, world).pipe(ewmaHysteresis({ weight: 0.5 })),
      pinging(plan, world).pipe(baselineShift({ recent: 2 })),
      sweeping(plan, world).pipe(
        groupByTarget({ idle: 25 }),
        mergeMap((group) =>
          group.pipe(
            throwIfFailed(),
            catchError(() => EMPTY),
          ),
        ),
      ),
    ),
};

/** The stream as a user takes it: until the run leaves or aborts it. */
export function streamOf(name: string, plan: Plan, world: World): Observable<unknown> {
  // The signal comes first: an operator that ends within `subscribe` has to find its stream.
  return defer(() => streams[name]!(plan, world)).pipe(takeUntilAborted(world.signal), takeUntil(world.left));
}

function probeOptions(plan: Plan, world: World) {
  const { timeout, lookupTimeout } = plan;
  return { driver: world.driver, timeout, lookupTimeout, retry: world.retry };
}

function sweepOptions(plan: Plan, world: World) {
  const { rate, concurrent } = plan;
  return { ...probeOptions(plan, world), concurrent, rate: typeof rate === 'number' ? rate : shared(world) };
}

function cadenceOptions({ lateWindow, phase, keepAlive, hasScheduler }: Plan, { paused, scheduler }: World) {
  return { lateWindow, phase, keepAlive, paused, ...(hasScheduler ? { scheduler } : {}) };
}

function pinging(plan: Plan, world: World): Observable<EchoReply<unknown>> {
  const { target, count, duration, resolve, addresses } = plan;
  const options = { ...probeOptions(plan, world), ...cadenceOptions(plan, world) };
  return ping(target, { ...options, interval: world.period, count, duration, resolve, addresses });
}

function sweeping(plan: Plan, world: World): Observable<EchoReply<unknown>> {
  const options = { ...sweepOptions(plan, world), ...cadenceOptions(plan, world), rounds: plan.rounds };
  return world.lists.pipe(
    mergeMap((list) => of(plan.source === 'iterator' && typeof list !== 'string' ? world.iterable(list) : list)),
    sweepEvery<string>(world.period, options),
  );
}

function tracing(plan: Plan, world: World) {
  const { target, rounds, interval, hasScheduler } = plan;
  const { retry: _, ...options } = sweepOptions(plan, world);
  const { concurrent: probes, ...rest } = options;
  const scheduled = hasScheduler ? { scheduler: world.scheduler } : {};
  return traceroute(target, { ...rest, ...scheduled, maxTtl: 5, probes: Math.min(probes, 3), rounds, interval });
}

const pacers = new WeakMap<World, ReturnType<typeof pacer>>();

function shared(world: World) {
  let one = pacers.get(world);
  if (one === undefined) pacers.set(world, (one = pacer(200)));
  return one;
}

function targetsOf(plan: Plan, world: World) {
  const { list, source } = plan;
  if (typeof list === 'string') return list;
  if (source === 'iterator') return world.iterable(list);
  if (source === 'promises') return world.asyncIterable(list);
  return source === 'array' ? list : observableOf(plan, world);
}

/** Ends, fails, or goes on for ever after its targets. */
function observableOf({ list, count, rounds }: Plan, world: World): Observable<string> {
  const targets = from(typeof list === 'string' ? [list.replace(/\/.*/, '')] : list).pipe(
    mergeMap((target) => of(target, target)),
  );
  if (count === 1)
    return concat(
      targets,
      throwError(() => new Boom()),
    );
  return rounds === Infinity ? concat(targets, NEVER.pipe(takeUntil(world.left))) : targets;
}
