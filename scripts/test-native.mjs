// Builds and runs each native/test/*_test.cc with the engine's sources under AddressSanitizer and
// UndefinedBehaviorSanitizer, and those with several threads under ThreadSanitizer too. A test is a program: exit code 0
// is a pass, and its last line is its count. `node scripts/test-native.mjs [NAME...]`: by default all of them.
import { basename, join } from 'node:path';
import { BuildError, compile, findCompiler, inParallel, link, nativeFiles, root, run, runMain } from './compiler.mjs';
import { commonFlags, engineSources, host, target } from './targets.mjs';

const variants = [
  { name: 'asan', sanitizers: ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'], only: /_test$/ },
  { name: 'tsan', sanitizers: ['-fsanitize=thread'], only: /^(backend|engine|mailbox|name_lookup)_/ },
];
const longest = 300_000;

async function testNative() {
  const sources = nativeFiles('test', '.cc');
  // The whole engine is tested in a network namespace, which only Linux has.
  const usable = sources.filter((source) => process.platform === 'linux' || !/(backend|engine|loopback)/.test(source));
  const helpers = usable.filter((source) => !source.endsWith('_test.cc'));
  const names = process.argv.slice(2);
  const tests = usable
    .filter((source) => !helpers.includes(source))
    .filter((source) => names.length === 0 || names.includes(basename(source, '.cc')));
  if (tests.length === 0) throw new BuildError(`native tests: there are none in native/test ${names.join(' ')}`.trim());

  if (names.length === 0 && process.platform === 'linux') await checkNames();
  const programs = [];
  for (const variant of variants) programs.push(...(await build(variant, tests, helpers)));
  let passed = 0;
  let failed = 0;
  await inParallel(programs, async ({ name, output }) => {
    const { code, text } = await run(join(root, output), [], {
      cwd: root,
      timeout: longest,
      killSignal: 'SIGKILL',
      env: { ...process.env, UBSAN_OPTIONS: 'print_stacktrace=1', TSAN_OPTIONS: 'halt_on_error=1' },
    });
    const lines = text.trimEnd().split('\n');
    // Where addresses are more random than it can handle, ThreadSanitizer ends before the test begins.
    if (text.includes('ThreadSanitizer: unexpected memory mapping')) return console.log(`skip ${name}: ${lines[0]}`);
    if (code !== 0) {
      failed++;
      return console.log(`FAIL ${name} (${code})\n${text}`);
    }
    passed++;
    console.log(`pass ${name}: ${lines.at(-1)}`);
    for (const line of lines) if (line.startsWith('skip ')) console.log(`  ${line}`);
  });
  console.log(`native tests: ${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

/** To the linker two types of one name are one. The compiler sees both only when it optimizes what it links. */
async function checkNames() {
  const compiler = findCompiler();
  const { sources, compileFlags, linkFlags } = target(host());
  const folder = join('build', 'names');
  const objects = await compile({ compiler, flags: [...compileFlags, '-O1', '-flto'], sources, folder });
  const flags = [...linkFlags, '-O1', '-flto=auto', '-Wodr', '-Werror'];
  await link({ compiler, flags, objects, output: join(folder, 'addon.node') });
}

/** Builds the programs of one variant, one for each test. */
async function build({ name: variant, sanitizers, only }, tests, helpers) {
  const compiler = findCompiler();
  const folder = join('build', variant);
  const flags = [...commonFlags, '-O1', '-g', '-fno-omit-frame-pointer', ...sanitizers];
  const chosen = tests.filter((test) => only.test(basename(test, '.cc')));
  const shared = [...engineSources(process.platform), ...helpers];
  const objects = await compile({ compiler, flags, sources: [...shared, ...chosen], folder });
  const programs = chosen.map((test, i) => ({
    name: `${basename(test, '.cc')} (${variant})`,
    output: join(folder, basename(test, '.cc')),
    objects: [objects[shared.length + i], ...objects.slice(0, shared.length)],
  }));
  await inParallel(programs, ({ output, objects }) =>
    link({ compiler, flags: ['-pthread', ...sanitizers], objects, output }),
  );
  return programs;
}

await runMain(testNative);
