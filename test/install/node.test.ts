import { expect, it } from 'vitest';
import { describeInstalled, newcomer, node } from './newcomer.ts';
import { answered, imports, requires } from './programs.ts';

describeInstalled('Node', () => {
  const project = newcomer({
    'import.mjs': imports,
    'require.cjs': requires,
    'both.mjs': `import { createRequire } from 'node:module';
import * as imported from 'rxicmp';
const required = createRequire(import.meta.url)('rxicmp');
console.log(required.probe === imported.probe && required.IcmpError === imported.IcmpError);
`,
  });

  for (const major of [20, 22, 24]) {
    it(`${major} pings after import`, async () => {
      expect(await project.run(node(major), ['import.mjs'])).toEqual(answered);
    });

    it(`${major} pings after require`, async () => {
      expect(await project.run(node(major), ['require.cjs'])).toEqual(answered);
    });

    it(`${major} has one copy, whichever way it came`, async () => {
      expect(await project.run(node(major), ['both.mjs'])).toEqual({ ...answered, stdout: 'true\n' });
    });
  }
});
