export { driverConformance } from './conformance.ts';
export type { ConformanceCase } from './conformance/conformanceCase.ts';
export type { ConformanceAddresses, ConformanceFixture } from './conformance/fixture.ts';
export { SimulatedNetwork } from './simulatedNetwork.ts';
export type { NetworkEvent } from './networkEvent.ts';
export type { Scenario, SimulatedHost, SimulatedRefusal } from './scenario.ts';
