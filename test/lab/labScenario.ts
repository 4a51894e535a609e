import type { Scenario } from '../../src/testing/scenario.ts';
import type { LabHost } from './labHost.ts';

/** A scenario whose hosts may also do what only real packets can. */
export interface LabScenario extends Scenario {
  readonly hosts: readonly LabHost[];
}
