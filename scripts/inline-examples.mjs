// Puts the programs of examples/ into the comments of the declarations, where editors show them: they do not know
// {@includeCode}. Fails when an example is missing.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BuildError, root, runMain } from './compiler.mjs';

const TAG = /^([ \t]*\* )\{@includeCode (\S+)\}/gm;

runMain(() => {
  const dist = join(root, 'dist');
  for (const name of readdirSync(dist, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const file = join(dist, name);
    const text = readFileSync(file, 'utf8');
    const shown = text.replace(TAG, (_, margin, path) =>
      fenced(exampleOf(path))
        .map((line) => (margin + line).trimEnd())
        .join('\n'),
    );
    if (shown.includes('{@includeCode')) throw new BuildError(`${name} still has a tag that editors show as it is.`);
    if (shown !== text) writeFileSync(file, shown);
  }
});

function exampleOf(path) {
  return readFileSync(join(root, 'examples', basename(path)), 'utf8');
}

/** As lines of a comment: nothing in it may end the comment. */
function fenced(program) {
  return ['```ts', ...program.trimEnd().replaceAll('*/', '*\\/').split('\n'), '```'];
}
