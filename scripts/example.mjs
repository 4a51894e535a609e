// npm run example [NAME]: runs a program of examples/ with the sources as they are, or lists what there is.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError, root, runMain } from './compiler.mjs';

await runMain(() => {
  const folder = join(root, 'examples');
  const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
  const [name] = process.argv.slice(2);
  if (name === undefined) {
    for (const one of names)
      console.log(`${one.padEnd(18)} ${aboutOf(readFileSync(join(folder, `${one}.ts`), 'utf8'))}`);
    return;
  }
  if (!names.includes(name)) throw new BuildError(`There is no example ${name}. npm run example lists them.`);
  const child = spawn(process.execPath, ['--import', 'tsx', join(folder, `${name}.ts`)], {
    stdio: 'inherit',
    cwd: root,
  });
  child.on('exit', (code) => (process.exitCode = code ?? 1));
});

/** The first line says it. */
function aboutOf(program) {
  return program.slice('// '.length, program.indexOf('\n'));
}
