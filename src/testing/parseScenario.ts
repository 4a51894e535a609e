import { IcmpArgumentError } from '../errors.ts';
import { checkRecording, checkVersion } from './scenario/checkRecording.ts';
import { checkSchema } from './scenario/checkSchema.ts';
import { checkTopology } from './scenario/checkTopology.ts';
import type { Scenario } from './scenario.ts';
import { scenarioSchema } from './scenario/scenarioSchema.ts';

/**
 * Checks that a value is a scenario, as what was read from a JSON file may not be.
 *
 * Besides what `rxicmp/scenario.schema.json` says it refuses what cannot be built: two hosts with one address; a router
 * twice on one way, at the end of it, or of the other family; a `distance` that leaves no room for the routers; answers
 * whose TTL does not bring them back; a group among the responders; and keys that would do nothing.
 *
 * @returns the value itself.
 * @throws `IcmpArgumentError` for the first mistake: `argument` is the path to it, such as `scenario.hosts[2].latency`,
 * `expected` what should be there.
 */
export function parseScenario(value: unknown): Scenario {
  if (typeof value === 'string') {
    throw new IcmpArgumentError('scenario', value, 'an object', 'pass what JSON.parse makes of the text.');
  }
  checkVersion(value);
  checkSchema(value, scenarioSchema, 'scenario');
  checkTopology(value as Scenario);
  checkRecording(value as Scenario);
  return value as Scenario;
}
