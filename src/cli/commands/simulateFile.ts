import { readFileSync } from 'node:fs';
import { SimulatedNetwork, parseScenario, useDriver } from '../../testing/index.ts';
import { CliError } from '../cliError.ts';

/**
 * From here on all probes go to the network that a file describes, in real time.
 * @throws `CliError` when there is no such file, or no scenario in it.
 */
export function simulateFile(file: string): void {
  useDriver(new SimulatedNetwork(parse(file, read(file)), undefined, { log: false }));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(`${file} cannot be read: ${messageOf(error)}.`, 'name a JSON file with a scenario.');
  }
}

function parse(file: string, text: string): ReturnType<typeof parseScenario> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CliError(`${file} is not JSON: ${messageOf(error)}.`, 'correct the JSON in that file.');
  }
  try {
    return parseScenario(value);
  } catch (error) {
    // The error names the fix, too.
    throw new CliError(`${file}: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
