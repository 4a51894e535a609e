// Writes what is made of the command's own tables and types: docs/command-line.md; with --dist the JSON Schema of its output and
// its man page, beside what was built. With --check it only tells whether the page of the guide is that of today.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { commandPage } from './command-page.mjs';
import { BuildError, root, runMain } from './compiler.mjs';
import { manPage } from './man-page.mjs';
import { outputSchema } from './output-schema.mjs';

const page = join(root, 'docs/command-line.md');

async function writeGuide(isCheck) {
  const text = await format(commandPage(), { ...(await resolveConfig(page)), filepath: page });
  if (existsSync(page) && readFileSync(page, 'utf8') === text) return;
  if (isCheck)
    throw new BuildError('pages: docs/command-line.md is not what the command is today. Run:  npm run pages');
  writeFileSync(page, text);
}

function writeDist() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(root, 'dist/output.schema.json'), `${JSON.stringify(outputSchema(), null, 2)}\n`);
  writeFileSync(join(root, 'dist/rxicmp.1'), manPage(version));
}

await runMain(() => (process.argv[2] === '--dist' ? writeDist() : writeGuide(process.argv[2] === '--check')));
