/**
 * A network in memory, virtual time, and the conformance suite of drivers.
 *
 * @module rxicmp/testing
 */

export {
  driverConformance,
  type ConformanceAddresses,
  type ConformanceCase,
  type ConformanceFixture,
} from './conformance.ts';
export { selfTest, type SelfTestOptions, type SelfTestResult } from './selfTest.ts';
export { testedSystem } from './testedSystem.ts';
export { toScenario } from './toScenario.ts';
export type { RecordedHop, RecordedReply } from './recording/recordedReply.ts';
export { parseScenario } from './parseScenario.ts';
export { marbleOf } from './marbleOf.ts';
export { simulate } from './simulate.ts';
export type { NoPromise, Recorded, ReplyExpectation, Simulation } from './simulate.ts';
export { useDriver } from './useDriver.ts';
export { SimulatedNetwork, type SimulatedNetworkOptions } from './simulatedNetwork.ts';
export type { NetworkEvent } from './networkEvent.ts';
export type {
  Bursts,
  HostBehaviour,
  HostPhase,
  Latency,
  LatencyDistribution,
  RateLimit,
  RecordedAnswer,
  RecordedEcho,
  RecordedLookup,
  Scenario,
  SimulatedHost,
  SimulatedRefusal,
  SimulatedRouter,
  TooBig,
  Which,
  WhichRule,
} from './scenario.ts';
