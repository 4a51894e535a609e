/**
 * Ping as RxJS Observables.
 *
 * @module rxicmp
 */

// The headings are the groups of the reference.

// Probing
export { probe } from './observables/probe.ts';
export { ping } from './observables/ping.ts';
export { sweep } from './observables/sweep.ts';
export { monitor } from './observables/monitor.ts';
export { traceroute } from './observables/traceroute.ts';
export { pathMtu } from './observables/pathMtu.ts';
export { probeEach } from './operators/probeEach.ts';
export { sweepEvery } from './operators/sweepEvery.ts';
export { addresses } from './observables/addresses.ts';
export { pacer } from './observables/pacer.ts';

// Judging
export { reachability } from './operators/reachability.ts';
export { ewmaHysteresis } from './operators/ewmaHysteresis.ts';
export { baselineShift } from './operators/baselineShift.ts';
export { quorum } from './operators/quorum.ts';
export { routeChanges } from './operators/routeChanges.ts';

// Statistics
export { statistics } from './operators/statistics.ts';
export { mergeStatistics } from './operators/mergeStatistics.ts';
export { histogramCounts } from './operators/histogramCounts.ts';
export { ipdv } from './operators/ipdv.ts';
export { hopStatistics, type HopStatistics } from './operators/hopStatistics.ts';

// Composing
export { retryProbe } from './operators/retryProbe.ts';
export { throwIfFailed } from './operators/throwIfFailed.ts';
export { takeUntilAborted } from './operators/takeUntilAborted.ts';
export { groupByTarget } from './operators/groupByTarget.ts';
export { iterate } from './operators/iterate.ts';

// Guards
export { isSuccess } from './observables/isSuccess.ts';
export { isFailure } from './observables/isFailure.ts';
export { isOutcome } from './observables/isOutcome.ts';

// This machine
export { diagnose } from './observables/diagnose.ts';
export { engineHealth } from './observables/engineHealth.ts';

// Errors
export { IcmpError, IcmpArgumentError, IcmpPermissionError } from './errors.ts';
export { EchoFailedError } from './operators/EchoFailedError.ts';

// Options
export type { AddressesOptions } from './observables/addresses.ts';
export type { Pacer } from './observables/pacer.ts';
export type {
  Target,
  TargetSpec,
  TargetSource,
  TargetLists,
  Driver,
  ProbeOptions,
  RetryPolicy,
  SweepOptions,
  SweepEveryOptions,
  MonitorOptions,
  CadenceOptions,
  PingOptions,
  TracerouteOptions,
  PathMtuOptions,
} from './observables/options.ts';
export type { StatisticsOptions } from './operators/statisticsOptions.ts';
export type { NofM, ReachabilityOptions } from './operators/reachabilityOptions.ts';
export type { EwmaHysteresisOptions } from './operators/ewmaHysteresis.ts';
export type { BaselineShiftOptions } from './operators/baselineShift.ts';
export type { QuorumOptions } from './operators/quorum.ts';
export type { IterateOptions } from './operators/iterate.ts';
export type { AbortSignalLike, TakeUntilAbortedOptions } from './operators/takeUntilAborted.ts';

// Types
export type { TagOf, WithData } from './observables/options.ts';
export type {
  EchoBase,
  EchoAnswered,
  EchoSuccess,
  EchoTimedOut,
  EchoRefused,
  EchoUnknown,
  EchoRejected,
  RejectedStatus,
  EchoUnsent,
  EchoOutcome,
  EchoExtra,
  EchoSkipped,
  EchoRemoved,
  EchoReply,
  EchoStatus,
  ReplyData,
} from './observables/echoReply.ts';
export type { IpOption, IpTimestamp, IpTimestampOption } from './wire/ipOption.ts';
export type { MplsLabel } from './wire/mplsLabel.ts';
export type { EngineHealth } from './observables/engineHealth.ts';
export type { Hop } from './observables/hop.ts';
export type { MtuStep } from './observables/mtuStep.ts';
export type { PingStatistics } from './operators/pingStatistics.ts';
export type { Reroute } from './operators/reroute.ts';
export type { RouteChangesOptions } from './operators/routeChanges.ts';
export type { RttHistogram } from './operators/rttHistogram.ts';
export type { DelayVariation } from './operators/delayVariation.ts';
export type {
  LevelState,
  LevelTransition,
  ReachState,
  ReachTransition,
  Transition,
  TransitionBase,
} from './operators/transition.ts';
export type { StreamIterator } from './operators/iterate.ts';
export type { IcmpErrorCode, SocketReport } from './errors.ts';
export type { WindowsError } from './wire/windowsError.ts';
export type {
  DriverCounters,
  DriverDiagnosis as Diagnosis,
  IcmpDriver,
  LookupReport,
  NativeReport,
  RttClock,
} from './icmpapi/icmpapi.ts';
