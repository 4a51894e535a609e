import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { expect, it } from 'vitest';

// Only the rules about globals, which need no types and so no file on disk.
const eslint = new ESLint({
  cwd: fileURLToPath(new URL('../../', import.meta.url)),
  ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted-'),
  overrideConfig: {
    languageOptions: { parserOptions: { projectService: false } },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
  },
});

const forbidden = [
  'export const a = process.pid;',
  'export const a = Buffer.alloc(1);',
  'export const a = setTimeout(() => {}, 1);',
  'export const a = globalThis.setInterval(() => {}, 1);',
  'export const a = performance.now();',
  'export const a = Date.now();',
  'export const a = new Date();',
];
const portable = [
  'errors.ts',
  'wire/a.ts',
  'icmpapi/a.ts',
  'observables/a.ts',
  'testing/a.ts',
  'operators/a.ts',
  'index.ts',
];
const ofNode = ['drivers/a.ts', 'cli/a.ts'];

async function complaints(path: string): Promise<number[]> {
  const [result] = await eslint.lintText(forbidden.join('\n'), { filePath: `src/${path}` });
  return result!.messages.map(({ line }) => line);
}

it.each(portable)('src/%s may use no global of Node, no timer and no clock', async (path) => {
  expect(await complaints(path)).toEqual(forbidden.map((_, i) => i + 1));
});

it.each(ofNode)('src/%s may', async (path) => {
  expect(await complaints(path)).toEqual([]);
});
