import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from './scratch.ts';

const picture = 'docs/architecture.svg';

/** A small house. Its rooms have the names of the real ones, because the script knows the places of these names. */
const house: Readonly<Record<string, string>> = {
  '.dependency-cruiser.mjs': `
    export const floors = ['^src/(wire/|checks/|errors[.]ts$)', '^src/icmpapi/', '^src/drivers/', '^src/observables/'];
    export const machines = { '^src/observables/ping/': ['^src/observables/ping[.]ts$'] };
    export default { options: { tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' } } };`,
  'tsconfig.json': '{ "compilerOptions": { "paths": { "#platform": ["./src/drivers/platform.ts"] } } }',
  'src/errors.ts': '',
  'src/wire/decode.ts': "import '../errors.ts';",
  'src/icmpapi/icmpapi.ts': "import '../wire/decode.ts';\nimport type {} from '../errors.ts';",
  'src/drivers/platform.ts': "import 'node:net';\nimport '../icmpapi/icmpapi.ts';",
  'src/observables/isOutcome.ts': '',
  'src/observables/ping.ts': "import './ping/series.ts';",
  'src/observables/ping/series.ts': "import '../probe/sendEcho.ts';",
  'src/observables/probe/sendEcho.ts': "import '#platform';\nimport type {} from '../../icmpapi/icmpapi.ts';",
};

describe('scripts/draw-house.mjs', () => {
  it('draws rooms, doors and imports, and no arrow that others imply; and finds a picture that is stale', () => {
    const { folder, write, run } = scratch(house);
    expect(run('draw-house.mjs')).toEqual({ code: 0, stdout: '', stderr: '' });
    const svg = readFileSync(join(folder, picture), 'utf8');
    const words = [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, word]) => word);
    for (const word of ['errors.ts', 'wire/', 'observables/', 'ping', 'ping/', 'probe/', 'isOutcome', '#platform'])
      expect(words).toContain(word);
    expect(words).toEqual(expect.arrayContaining(['also imports icmpapi/', 'needs node:*']));
    // ping/ to probe/; observables/ to drivers/ to icmpapi/ to both rooms of the ground floor.
    expect(svg.match(/class="arrow"/g)).toHaveLength(5);
    expect(svg.match(/class="closed"/g)).toHaveLength(1);
    expect(svg.match(/class="shared"/g)).toHaveLength(1);

    // The same imports in another order give the same picture.
    write('src/icmpapi/icmpapi.ts', "import type {} from '../errors.ts';\nimport '../wire/decode.ts';");
    expect(run('draw-house.mjs --check')).toEqual({ code: 0, stdout: '', stderr: '' });
    write('src/drivers/platform.ts', '');
    const stale = run('draw-house.mjs --check');
    expect(stale.code).toBe(1);
    expect(stale.stderr).toContain('npm run picture');
    expect(readFileSync(join(folder, picture), 'utf8')).toBe(svg);
  });

  it.each([
    ['an import that goes up', 'src/wire/decode.ts', "import '../icmpapi/icmpapi.ts';", 'wire/ imports icmpapi/'],
    ['a circle of inner rooms', 'src/observables/probe/retry.ts', "import '../ping/series.ts';", 'import each other'],
    ['a room without a place', 'src/stray/a.ts', '', 'stray/ has no place yet'],
  ])('refuses %s', (_what, path, text, message) => {
    const { code, stderr } = scratch({ ...house, [path]: text }).run('draw-house.mjs');
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
