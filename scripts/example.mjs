// npm run example [NAME]: runs a program of examples/ with the sources as they are, or lists what there is.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError, root, runMain } from './compiler.mjs';

/** What runs a test, which is no program by itself. Jest is none of the project's tools. */
const runners = {
  'vitest.test.ts': 'vitest run --config scripts/vitest-examples.mjs',
  'jest.test.cjs': '--yes jest@30 --rootDir examples jest.test',
};

await runMain(() => {
  const folder = join(root, 'examples');
  const files = new Map(readdirSync(folder).map((file) => [file.slice(0, file.indexOf('.')), file]));
  const [name] = process.argv.slice(2);
  if (name === undefined) {
    for (const [one, file] of files)
      console.log(`${one.padEnd(18)} ${aboutOf(readFileSync(join(folder, file), 'utf8'))}`);
    return;
  }
  const file = files.get(name);
  if (file === undefined) throw new BuildError(`There is no example ${name}. npm run example lists them.`);
  const [program, ...args] = runners[file]
    ? ['npx', ...runners[file].split(' ')]
    : [process.execPath, '--import', 'tsx', join(folder, file)];
  const child = spawn(program, args, {
    stdio: 'inherit',
    cwd: root,
    shell: program === 'npx' && process.platform === 'win32',
  });
  child.on('exit', (code) => (process.exitCode = code ?? 1));
});

/** The first line says it. */
function aboutOf(program) {
  return program.slice('// '.length, program.indexOf('\n'));
}
