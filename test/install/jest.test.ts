import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../runProgram.ts';
import { describeInstalled, newcomer, oldestNode, tool } from './newcomer.ts';
import { pings } from './programs.ts';

/** One worker runs both files, one after the other, and gives each modules of its own. */
const runJest = (files: Readonly<Record<string, string>>, env = {}) =>
  newcomer(files).run(oldestNode, [tool('jest/bin/jest.js'), '--ci', '--maxWorkers=1', '--json'], env);

describeInstalled('Jest', () => {
  it('runs the recipe of a pipeline in virtual time', async () => {
    const recipe = readFileSync(join(root, 'examples', 'jest.test.cjs'), 'utf8');
    const { code, stdout, stderr } = await runJest({ 'recipe.test.cjs': recipe, 'jest.config.json': '{}' });
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 2, numTotalTests: 2 });
  });

  it('pings in two CommonJS files of one worker, and ends by itself', async () => {
    const file = `const { firstValueFrom } = require('rxjs');\nconst { probe } = require('rxicmp');\n${pings}`;
    const { code, stdout, stderr } = await runJest({ 'a.test.js': file, 'b.test.js': file, 'jest.config.json': '{}' });
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 2, numTotalTests: 2, numPassedTestSuites: 2 });
    expect(stderr).not.toContain('did not exit');
  });

  it('pings in two ES modules of one worker, and ends by itself', async () => {
    const file = `import { firstValueFrom } from 'rxjs';\nimport { probe } from 'rxicmp';\n${pings}`;
    const { code, stdout, stderr } = await runJest(
      {
        'a.test.mjs': file,
        'b.test.mjs': file,
        'jest.config.json': '{ "transform": {}, "testMatch": ["**/*.test.mjs"] }',
      },
      { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
    );
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 2, numTotalTests: 2, numPassedTestSuites: 2 });
    expect(stderr).not.toContain('did not exit');
  });
});
