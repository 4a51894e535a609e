import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { root } from '../runProgram.ts';

// It imports JSON in a way that Node refuses, so it is bundled.
const parser = join(root, 'build', `workflow-parser.${process.pid}.cjs`);
buildSync({
  stdin: { contents: "export * from '@actions/workflow-parser';", resolveDir: root },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  outfile: parser,
});
const { NoOperationTraceWriter, parseWorkflow } = createRequire(import.meta.url)(
  parser,
) as typeof import('@actions/workflow-parser');
rmSync(parser);

const folder = join(root, '.github/workflows');
const workflows = readdirSync(folder);
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** What GitHub's own parser has against a workflow. */
function problemsOf(content: string): string[] {
  const { context } = parseWorkflow({ name: 'a.yml', content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

describe.each(workflows)('.github/workflows/%s', (name) => {
  it('is a workflow', () => {
    expect(problemsOf(textOf(name))).toEqual([]);
  });

  it('runs lanes, scripts and files that are here', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const lanes = [...readFileSync(join(root, '.ci/run'), 'utf8').matchAll(/^lane_(\w+)\(\)/gm)].map(
      ([, lane]) => lane,
    );
    const text = textOf(name);
    const called = (pattern: RegExp) => [...text.matchAll(pattern)].flatMap(([, words]) => words!.trim().split(' '));
    const calls = {
      lanes: called(/\.ci\/run((?: \w+)+)$/gm),
      scripts: called(/npm run (\S+)/g),
      files: called(/node (scripts\/\S+)/g),
    };
    expect(calls.lanes.filter((lane) => !lanes.includes(lane))).toEqual([]);
    expect(calls.scripts.filter((script) => !(script in scripts))).toEqual([]);
    expect(calls.files.filter((file) => !readdirSync(join(root, 'scripts')).includes(file.slice(8)))).toEqual([]);
  });
});

it('a mistake in a workflow is found', () => {
  const text = textOf('release.yml');
  expect(problemsOf(text.replace('runs-on:', 'runs-at:'))).not.toEqual([]);
  expect(problemsOf(text.replace('id-token: write', 'id-token: always'))).not.toEqual([]);
});
