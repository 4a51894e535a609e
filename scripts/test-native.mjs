// Builds and runs each native/test/*_test.cc with the engine's sources under AddressSanitizer and
// UndefinedBehaviorSanitizer. A test is a program: exit code 0 is a pass.
import { basename, join } from 'node:path';
import { BuildError, compile, findCompiler, inParallel, link, nativeFiles, root, run, runMain } from './compiler.mjs';
import { commonFlags, engineSources } from './targets.mjs';

const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const compileFlags = [...commonFlags, '-O1', '-g', '-fno-omit-frame-pointer', ...sanitizers];
const longest = 120_000;

async function testNative() {
  const tests = nativeFiles('test', '_test.cc');
  if (tests.length === 0) throw new BuildError('native tests: there are none in native/test.');
  const compiler = findCompiler();
  const folder = join('build', 'sanitized');
  const engine = engineSources(process.platform);
  const objects = await compile({ compiler, flags: compileFlags, sources: [...engine, ...tests], folder });
  const engineObjects = objects.slice(0, engine.length);
  const programs = tests.map((test, i) => ({
    name: basename(test, '.cc'),
    output: join(folder, basename(test, '.cc')),
    objects: [objects[engine.length + i], ...engineObjects],
  }));

  let failed = 0;
  await inParallel(programs, async ({ name, output, objects }) => {
    await link({ compiler, flags: ['-pthread', ...sanitizers], objects, folder, output });
    const { code, text } = await run(join(root, output), [], {
      cwd: root,
      timeout: longest,
      killSignal: 'SIGKILL',
      env: { ...process.env, UBSAN_OPTIONS: 'print_stacktrace=1' },
    });
    if (code !== 0) failed++;
    console.log(code === 0 ? `pass ${name}` : `FAIL ${name} (${code})\n${text}`);
  });
  console.log(`native tests: ${programs.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

await runMain(testNative);
