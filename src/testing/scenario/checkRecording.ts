import { IcmpArgumentError } from '../../errors.ts';
import { readScenarioAddress } from './scenarioAddress.ts';
import type { RecordedEcho, Scenario, SimulatedHost } from '../scenario.ts';

/** The version of recordings that this release makes and plays. */
export const RECORDING_VERSION = 1;

/** Keys that a recorded host may have. */
const KEYS: readonly (keyof SimulatedHost)[] = ['address', 'responders', 'recorded', 'recordedRoutes'];

/**
 * Called first: in another version the keys may have another meaning.
 * @throws `IcmpArgumentError` for a recording of another version.
 */
export function checkVersion(scenario: unknown): void {
  if (typeof scenario !== 'object' || scenario === null || !('recordingVersion' in scenario)) return;
  const { recordingVersion: version } = scenario;
  if (version === undefined || version === RECORDING_VERSION) return;
  const expected = `${RECORDING_VERSION}, the version that this release plays`;
  const fix = 'play it with the release that recorded it, or record again.';
  throw new IcmpArgumentError('scenario.recordingVersion', version, expected, fix);
}

/**
 * Checks what was recorded.
 * @throws `IcmpArgumentError` for the first mistake; its `argument` is the path to it.
 */
export function checkRecording({
  hosts,
  lookups = {},
  names = {},
  recordingVersion,
  interfaces = ['sim0'],
}: Scenario): void {
  for (const [name, all] of Object.entries(lookups)) {
    const path = `scenario.lookups[${JSON.stringify(name)}]`;
    if (Object.hasOwn(names, name)) {
      throw new IcmpArgumentError(path, name, 'a name that is not in names', 'leave one of them out.');
    }
    all.forEach(({ addresses = [] }, i) =>
      addresses.forEach((one, n) => readScenarioAddress(one, `${path}[${i}].addresses[${n}]`, interfaces, 'any')),
    );
  }
  if (recordingVersion !== undefined && hosts.length === 0 && Object.keys(lookups).length === 0) {
    const fix = 'record for as long as it takes until something was sent.';
    throw new IcmpArgumentError('scenario.hosts', hosts, 'what was recorded, and not an empty recording', fix);
  }
  hosts.forEach((host, i) => {
    const { recorded, recordedRoutes } = host;
    if (recorded === undefined && recordedRoutes === undefined) return;
    const path = `scenario.hosts[${i}]`;
    if (recordingVersion === undefined) {
      const problem = `${path} is recorded, but scenario.recordingVersion is missing.`;
      const fix = `add "recordingVersion": ${RECORDING_VERSION}.`;
      throw new IcmpArgumentError('scenario.recordingVersion', undefined, 'to be there', fix, problem);
    }
    const other = Object.keys(host).find((key) => !(KEYS as readonly string[]).includes(key));
    if (other !== undefined) {
      const problem = `${path}.${other} would do nothing: the host is recorded.`;
      throw new IcmpArgumentError(`${path}.${other}`, host[other as never], 'no behaviour', 'leave it out.', problem);
    }
    checkAnswers(recorded ?? [], `${path}.recorded`, interfaces);
    recordedRoutes?.forEach((hops, round) =>
      hops.forEach((hop, n) => checkAnswers(hop, `${path}.recordedRoutes[${round}][${n}]`, interfaces)),
    );
  });
}

function checkAnswers(echoes: readonly RecordedEcho[], path: string, interfaces: readonly string[]): void {
  echoes.forEach(({ answers = [] }, i) =>
    answers.forEach(({ from }, n) => {
      if (from !== undefined) readScenarioAddress(from, `${path}[${i}].answers[${n}].from`, interfaces, 'host');
    }),
  );
}
