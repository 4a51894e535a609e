import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseScenario } from 'rxicmp/testing';
import { pendingWithoutSocket } from './canPing.ts';
import { root, runProgram } from './runProgram.ts';

// Inside the project, so that the programs find the package by its name.
const folder = join(root, 'build', 'docs-programs');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    // The programs of the recipes are those of examples/.
    .filter((name) => name.endsWith('.md') && name !== 'recipes.md')
    .map((name) => join('docs', name)),
];
const programs = pages.flatMap((page) => {
  const blocks = readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms);
  return [...blocks].map(([, text], i) => ({
    name: `${page} ${i + 1}`,
    text: text!,
    file: join(folder, `${page.replace(/\W/g, '-')}-${i + 1}.ts`),
  }));
});

/** Text that each program is sure to print; # stands for a number. The programs are in the order of their pages. */
const outputs: Readonly<Record<string, readonly string[]>> = {
  'README.md 1': ['0 success #', '1 success #', '2 success #'],
  'README.md 2': ['127.0.0.1: unknown -> up', '127.0.0.2: unknown -> up'],
  'README.md 3': ['127.0.0.1 answered in # ms'],
  'README.md 4': ['here 127.0.0.1 success', 'here 127.0.0.1 success', 'here too ::1 success', 'here too ::1 success'],
  'README.md 5': ['as expected'],
  'docs/drivers.md 1': ['0 sentences of the contract were broken'],
  'docs/icmpsendecho2ex.md 1': ['by apc: 0', 'by event: 0', 'the call that waits: 0'],
  'docs/metrics.md 1': ['rxicmp_probes_total{target="127.0.0.1",status="success"} 5'],
  'docs/monitoring.md 1': ['192.0.2.1 is up', '192.0.2.2 is down', '192.0.2.2 is up', '192.0.2.2 is up'],
  'docs/platforms.md 1': ['0 clauses failed'],
  'docs/platforms.md 2': ['32 bytes came back, with record-route'],
  'docs/platforms.md 3': ['ERROR_INVALID_NETNAME 1214'],
  'docs/reachability.md 1': [
    'after 1005 ms: unknown -> up',
    'after 12500 ms: up -> down',
    'after 16005 ms: down -> up',
  ],
  'docs/routes.md 1': ['1 198.51.100.1 ', '2 * ', '3 198.51.100.3 ', '4 192.0.2.1 the end of the way'],
  'docs/routes.md 2': ['1400 success 1400', '65528 packet-too-big ', '68 success '],
  'docs/sinks.md 1': ['3 lines'],
  'docs/start.md 1': ['it answered in # ms'],
  'docs/start.md 2': ['0 success', '1 success', '2 success', 'three probes have ended'],
  'docs/start.md 3': ['127.0.0.1 is up', '127.0.0.2 is up'],
  'docs/start.md 4': ['up, down, up'],
  'docs/statistics.md 1': ['3 of 4 came back, 25 % lost, 20 ms on average'],
  'docs/sweeping.md 1': ['16 of 16 are alive'],
  'docs/sweeping.md 2': ['190 of 256 done, 4 alive', '90 of 256 done, 4 alive'],
  'docs/testing.md 1': ['1005 ms: up', '1202500 ms: down', '1261005 ms: up', '2462500 ms: down', '2521005 ms: up'],
  'docs/testing.md 2': ['6 probes were sent'],
  'docs/testing.md 3': ['true', 'true false'],
  'docs/testing.md 4': ['There is no scenario.hosts[0].latancy. Fix: did you mean latency?'],
  'docs/testing.md 5': ['success #', 'success #', 'success #'],
  'docs/thinking.md 1': ['0 sent before anybody subscribes', '2 sent after two subscriptions'],
};

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  for (const { file, text } of programs) writeFileSync(file, text);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('scenarios in docs are scenarios', () => {
  const texts = pages.flatMap((page) => [
    ...readFileSync(join(root, page), 'utf8').matchAll(/^```json\n(.*?)^```$/gms),
  ]);
  expect(texts).toHaveLength(1);
  for (const [, text] of texts) parseScenario(JSON.parse(text!));
});

describe('programs in README and docs', () => {
  it('are all known', () => {
    expect(programs.map(({ name }) => name)).toEqual(Object.keys(outputs));
  });

  it('type-check', () => {
    const tsconfig = join(folder, 'tsconfig.json');
    writeFileSync(tsconfig, JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'] }));
    expect(() =>
      execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', tsconfig], { encoding: 'utf8' }),
    ).not.toThrow();
  });

  it.skipIf(pendingWithoutSocket !== '').each(programs)(
    `$name runs on the built package${pendingWithoutSocket}`,
    async ({ name, file }) => {
      const { code, stdout, stderr } = await runProgram(file);
      expect(stderr).toBe('');
      expect(
        stdout
          .trim()
          .replace(/\d+\.\d+(?= ms|$)/gm, '#')
          .split('\n')
          .sort(),
      ).toEqual(outputs[name]);
      expect(code).toBe(0);
    },
  );
});
