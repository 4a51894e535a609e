import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, runProgram } from './runProgram.ts';

/** What each example prints; # stands for a number. */
const outputs: Readonly<Record<string, readonly string[]>> = {
  'abort.ts': ['0: success', '1: success', '2: success', 'aborted'],
  'engineHealth.ts': ['0 outstanding, 0 sent', '0 outstanding, 1 sent'],
  'hopStatistics.ts': [1, 2, 3].map((sent) => `1 127.0.0.1: 0 of ${sent} lost, avg # ms`),
  'pathMtu.ts': ['68 bytes: success, between 68 and 9000', '9000 bytes: success, MTU 9000'],
  'icmpapi.ts': ['outcome 0 127.0.0.1 Uint8Array(3) [ 1, 2, 3 ]'],
  'ping.ts': [
    'done',
    'here (127.0.0.1) 0: # ms',
    'here (127.0.0.1) 1: # ms',
    'here (127.0.0.1) 2: # ms',
    'here too (127.0.0.2) 0: # ms',
    'here too (127.0.0.2) 1: # ms',
    'here too (127.0.0.2) 2: # ms',
  ],
  'probe.ts': ['127.0.0.1 answered in # ms'],
  'retry.ts': ['alive, 32 bytes came back'],
  'traceroute.ts': ['1 127.0.0.1 # ms # ms # ms (there)'],
};

it('knows every example', () => {
  expect(readdirSync(join(root, 'examples')).sort()).toEqual(Object.keys(outputs));
});

it.each(Object.entries(outputs))('%s runs on the built package and prints what it says', async (name, lines) => {
  const { code, stdout, stderr } = await runProgram(join(root, 'examples', name));
  expect(stderr).toBe('');
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/\d+\.\d{3}/g, '#'))
      .sort(),
  ).toEqual([...lines].sort());
  expect(code).toBe(0);
});
