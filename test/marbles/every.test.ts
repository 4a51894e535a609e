import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../runProgram.ts';

/** The doors whose comment draws a diagram in letters. */
const drawn = ['observables', 'operators', 'sinks'].flatMap((room) =>
  readdirSync(join(root, 'src', room))
    .filter((file) => file.endsWith('.ts') && readFileSync(join(root, 'src', room, file), 'utf8').includes('* ```text'))
    .map((file) => file.replace(/\.ts$/, '.svg')),
);

// While pictures are being written, some may be missing.
it.skipIf(process.env.RXICMP_MARBLES === 'write')('draws each observable and operator', () => {
  expect(readdirSync(join(root, 'docs', 'marbles')).sort()).toEqual(drawn.sort());
});
