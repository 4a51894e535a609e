// Observables
export { probe } from './observables/probe.ts';
export { ping } from './observables/ping.ts';

// Operators
export { throwIfFailed } from './operators/throwIfFailed.ts';
export { takeUntilAborted } from './operators/takeUntilAborted.ts';

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

// Types
export type { Target, TargetSpec, TagOf } from './observables/targets.ts';
export type { Driver, ProbeOptions, CadenceOptions, PingOptions } from './observables/options.ts';
export type {
  EchoBase,
  EchoAnswered,
  EchoSuccess,
  EchoTimedOut,
  EchoRejected,
  RejectedStatus,
  EchoUnsent,
  EchoOutcome,
  EchoAfterthought,
  EchoSkipped,
  EchoReply,
  EchoStatus,
} from './observables/echoReply.ts';
export type { EngineHealth } from './observables/engineHealth.ts';
export type { AbortSignalLike } from './operators/takeUntilAborted.ts';
export type { IcmpErrorCode, SocketReport } from './errors.ts';
export type { DriverCounters, DriverDiagnosis as Diagnosis, IcmpDriver, RttClock } from './icmpapi/icmpapi.ts';
