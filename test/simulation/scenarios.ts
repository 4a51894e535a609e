import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { parseScenario, type Scenario } from 'rxicmp/testing';

const directory = new URL('./scenarios/', import.meta.url);

/** The scenarios by the names of their files, each named for the behaviour that it shows. */
export const scenarios: ReadonlyMap<string, Scenario> = new Map(
  readdirSync(directory).map((file) => [
    basename(file, '.json'),
    parseScenario(JSON.parse(readFileSync(new URL(file, directory), 'utf8'))),
  ]),
);
