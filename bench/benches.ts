import type { Bench } from './bench.ts';
import { busyCores } from './cases/busyCores.ts';
import { cadence } from './cases/cadence.ts';
import { calls } from './cases/calls.ts';
import { day } from './cases/day.ts';
import { distant } from './cases/distant.ts';
import { exporters } from './cases/exporters.ts';
import { exposing } from './cases/exposing.ts';
import { flood } from './cases/flood.ts';
import { idle } from './cases/idle.ts';
import { importing } from './cases/importing.ts';
import { loopback } from './cases/loopback.ts';
import { memory } from './cases/memory.ts';
import { million } from './cases/million.ts';
import { monitoredMemory } from './cases/monitoredMemory.ts';
import { monitoring } from './cases/monitoring.ts';
import { monitoringCosts } from './cases/monitoringCosts.ts';
import { netPing } from './cases/netPing.ts';
import { packed } from './cases/packed.ts';
import { burst, roundTrip } from './cases/roundTrip.ts';
import { scaling } from './cases/scaling.ts';
import { silent } from './cases/silent.ts';
import { simulated } from './cases/simulated.ts';
import { spawned } from './cases/spawned.ts';
import { startUp } from './cases/startUp.ts';
import { veth } from './cases/veth.ts';
import { wine } from './cases/wine.ts';
import { higher, lower, speedup } from './figure.ts';

/** All benches by name, in the order in which they run. */
export const benches: Readonly<Record<string, Bench>> = {
  'lo-16': loopback(
    16,
    {
      sweep: speedup(2.8, 2.2),
      probeEach: speedup(1.6, 1.2),
      'probeEach, retry': speedup(1.5, 1.2),
      'mergeMap(probe, 100)': speedup(1, 0.5),
    },
    {
      sweep: lower(0.65, 0.95),
      probeEach: lower(null, 1),
      'probeEach, retry': lower(null, 1),
      'mergeMap(probe, 100)': lower(null, 2.6),
    },
  ),
  'lo-18': loopback(
    18,
    {
      sweep: higher(1.8),
      probeEach: higher(1.6),
      'probeEach, retry': higher(1.5),
      'mergeMap(probe, 100)': higher(1),
    },
    { sweep: lower(0.65) },
  ),
  packed,
  'net-ping': netPing,
  'ping-f': flood,
  'npm-ping': spawned,
  veth,
  million,
  '5ms': distant,
  scaling,
  rtt: roundTrip,
  burst,
  cadence: cadence('sweepEvery', true),
  series: cadence('ping', false),
  idle,
  'monitor-1000': monitoring('sweepEvery', 1000, 1, 1.5),
  'monitor-10000': monitoring('sweepEvery', 10_000, 0.35, 0.5),
  'pings-10000': monitoring('ping', 10_000, 0.6, 0.9),
  'monitor-costs': monitoringCosts,
  'busy-cores': busyCores,
  day,
  calls,
  simulated,
  'memory-monitor': monitoredMemory,
  'memory-probeEach': memory('probeEach', 300, 360),
  'memory-sweep': memory('sweep', 300, 360),
  'memory-probe': memory('probe', 600, 700),
  silent,
  start: startUp,
  import: importing,
  metrics: exposing,
  exporters,
  wine,
};
