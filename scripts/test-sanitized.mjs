// Runs the conformance suite on an addon with AddressSanitizer and UndefinedBehaviorSanitizer inside an ordinary Node:
// `node scripts/test-sanitized.mjs [FILE...]`, by default the suite on raw and on ping sockets, without the cases of
// 70,000 requests: 5,000 test memory as well, and under sanitizers 70,000 mostly test the machine.
import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BuildError, compile, findCompiler, link, root, run, runMain } from './compiler.mjs';
import { host, target } from './targets.mjs';

const suite = ['test/conformance/addonRaw.test.ts', 'test/conformance/addonPing.test.ts'];
const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const some = ['--testNamePattern', '^(?!.*70,000 requests)'];
const longest = 300_000;

async function testSanitized() {
  if (process.platform !== 'linux') throw new BuildError('sanitized: this needs Linux.');
  const { sources, compileFlags, output } = target(host());
  const compiler = findCompiler();
  const folder = join('build', 'sanitized');
  const flags = [...compileFlags, '-O1', '-g', '-fno-omit-frame-pointer', ...sanitizers];
  const objects = await compile({ compiler, flags, sources, folder: join(folder, 'objects') });
  const addon = join(folder, output);
  // Unlike the addon that is published: symbols are kept, and the C++ runtime is the one that the sanitizers watch.
  const linkFlags = ['-shared', '-pthread', ...sanitizers];
  await link({ compiler, flags: linkFlags, objects, output: addon });

  // The loader takes this one and no other.
  process.env.RXICMP_ADDON = join(root, addon);

  const reports = join(root, folder, 'reports');
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  // Some of the tests run as the user nobody.
  chmodSync(reports, 0o777);
  const env = {
    ...process.env,
    LD_PRELOAD: await runtimes(compiler),
    // V8 and Node do not free their memory when they end, which would be reported as leaks. The native tests look for
    // leaks of the engine. Reports go to files, because the output of a test's process is not always shown.
    ASAN_OPTIONS: `detect_leaks=0:log_path=${reports}/report`,
    UBSAN_OPTIONS: `print_stacktrace=1:log_path=${reports}/report`,
  };
  const files = process.argv.length > 2 ? process.argv.slice(2) : [...some, ...suite];
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const args = [vitest, 'run', '--typecheck.enabled=false', ...files];
  const { code } = await run(process.execPath, args, { cwd: root, env, timeout: longest, stdio: 'inherit' });
  for (const name of readdirSync(reports)) console.error(readFileSync(join(reports, name), 'utf8'));
  if (code !== 0 || readdirSync(reports).length > 0) process.exitCode = 1;
}

/** The sanitizers' libraries. They have to be there before Node is: it was not built with them. */
async function runtimes([command, ...words]) {
  const paths = await Promise.all(
    ['libasan.so', 'libubsan.so'].map(async (name) => {
      const { text } = await run(command, [...words, `-print-file-name=${name}`], {});
      return text.trim();
    }),
  );
  return paths.join(':');
}

await runMain(testSanitized);
