import { expect, it } from 'vitest';
import { doors, specifier } from '../../scripts/doors.mjs';
import manifest from '../../package.json' with { type: 'json' };
import { describeInstalled, newcomer, oldestNode, tool } from './newcomer.ts';

/** A door that is named after an optional peer needs that one, and a newcomer has none. */
const peers = Object.keys(manifest.peerDependencies);
const names = Object.keys(doors).filter((door) => !peers.some((peer) => peer.includes(door.slice(2) || ' ')));

/** Has a mistake in it that only a compiler sees which has found the types. */
const program = `import { probe } from 'rxicmp';
${names.map((name, i) => `import * as door${i} from '${specifier(name)}';`).join('\n')}

type IsAny<T> = 0 extends 1 & T ? true : false;
export const any: [${names.map((_, i) => `IsAny<typeof door${i}>`).join(', ')}] = [${names.map(() => 'false').join(', ')}];
export const subscription = probe('127.0.0.1', { timeout: 500 }).subscribe((reply) => {
  if (reply.status === 'success') reply.rtt.toFixed(1);
});
// @ts-expect-error: a target is no number.
probe(1);
`;

const options = {
  target: 'es2022',
  lib: ['es2023', 'dom'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
};

describeInstalled('TypeScript', () => {
  for (const version of ['5.4', '5.9', '6.0']) {
    // It is on its way out there.
    const old = version === '6.0' ? { ignoreDeprecations: '6.0' } : {};
    for (const [moduleResolution, module, more] of [
      ['nodenext', 'nodenext', {}],
      ['bundler', 'esnext', {}],
      ['node10', 'commonjs', old],
    ] as const) {
      it(`${version} finds the types of ${names.length} doors by ${moduleResolution}`, async () => {
        const { run } = newcomer({
          'main.mts': program,
          'main.cts': program,
          'tsconfig.json': JSON.stringify({
            compilerOptions: { ...options, module, moduleResolution, ...more },
            files: ['main.mts', 'main.cts'],
          }),
        });
        expect(await run(oldestNode, [tool(`typescript-${version}/bin/tsc`), '-p', '.'])).toEqual({
          code: 0,
          stdout: '',
          stderr: '',
        });
      });
    }
  }
});
