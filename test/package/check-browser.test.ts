import { expect, it } from 'vitest';
import { doors as list, filesOf } from '../../scripts/doors.mjs';
import { scratch } from './scratch.ts';

/** Only the first one does something. */
const others = Object.keys(list).map((name) => [filesOf(name).module.slice(2), 'export const door = 1;']);

const doors = {
  ...Object.fromEntries(others),
  'package.json': JSON.stringify({
    name: 'scratch',
    type: 'module',
    imports: { '#platform': { node: './dist/esm/platform.js', default: './dist/esm/noPlatform.js' } },
  }),
  // The paths of the sources must not be taken for those of the package.
  'tsconfig.json': '{ "compilerOptions": { "paths": { "#platform": ["./dist/esm/platform.js"] } } }',
  'dist/esm/platform.js': "export { platform } from 'node:os';",
  'dist/esm/noPlatform.js': "export const platform = () => 'none';",
  'dist/esm/index.js':
    "import { of } from 'rxjs';\nimport { platform } from '#platform';\nexport const name = of(platform());",
};

it('passes doors that reach the platform through #platform', () => {
  expect(scratch(doors).run('check-browser.mjs')).toMatchObject({ code: 0, stderr: '' });
});

it.each([
  ['a Node module', "import net from 'node:net';\nexport const a = net;", 'node:net'],
  ['a Node module without its prefix', "import net from 'net';\nexport const a = net;", '"net"'],
  ['Buffer', 'export const a = () => Buffer.alloc(1);', "'Buffer' is not defined"],
  ['process, even if it asks first', "export const a = typeof process === 'object';", "'process' is not defined"],
  ['nothing at all', '', 'exports nothing'],
])('fails a door that has %s', (_what, source, message) => {
  const { code, stderr } = scratch({ ...doors, 'dist/esm/testing.js': source }).run('check-browser.mjs');
  expect(code).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr).toContain('dist/esm/testing.js');
});
