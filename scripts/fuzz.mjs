// Builds and runs the libFuzzer targets of native/test/fuzz: `node scripts/fuzz.mjs [SECONDS] [TARGET...]`, by default
// 60 seconds for each target. New inputs that a target finds are kept in build/fuzz/corpus for the next run. An input
// that breaks it is kept in build/fuzz/artifacts; run the target with that file as its argument to see it break again.
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BuildError, compile, findClang, inParallel, link, nativeFiles, root, run, runMain } from './compiler.mjs';
import { commonFlags, engineSources } from './targets.mjs';

const folder = join('build', 'fuzz');
// A change of the flags drops what was built with the old ones, but not the corpus.
const programs = join(folder, 'programs');
const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const compileFlags = [
  ...commonFlags,
  '-O1',
  '-g',
  '-fno-omit-frame-pointer',
  '-fsanitize=fuzzer-no-link',
  ...sanitizers,
];
const linkFlags = ['-pthread', '-fsanitize=fuzzer', ...sanitizers];

async function fuzz() {
  const words = process.argv.slice(2);
  const seconds = /^\d+$/.test(words[0]) ? Number(words.shift()) : 60;
  const usable = nativeFiles('test/fuzz', '_fuzz.cc').filter(
    (source) => process.platform === 'linux' || !source.includes('error_queue'),
  );
  const nameOf = (source) => basename(source, '_fuzz.cc');
  const unknown = words.filter((word) => !usable.some((source) => nameOf(source) === word));
  if (unknown.length > 0 || seconds === 0) {
    throw new BuildError(`usage: fuzz.mjs [SECONDS] [TARGET...], where a target is ${usable.map(nameOf).join(', ')}`);
  }
  const chosen = usable.filter((source) => words.length === 0 || words.includes(nameOf(source)));

  const compiler = findClang();
  const engine = engineSources(process.platform);
  const objects = await compile({ compiler, flags: compileFlags, sources: [...engine, ...chosen], folder: programs });
  let failed = 0;
  await inParallel(chosen, async (source) => {
    const name = nameOf(source);
    const output = join(programs, `${name}_fuzz`);
    const own = [objects[engine.length + chosen.indexOf(source)], ...objects.slice(0, engine.length)];
    await link({ compiler, flags: linkFlags, objects: own, output });
    if (!(await runTarget(name, output, seconds))) failed++;
  });
  if (failed > 0) process.exitCode = 1;
}

async function runTarget(name, program, seconds) {
  const corpus = join(folder, 'corpus', name);
  const artifacts = join(folder, 'artifacts', name);
  for (const path of [corpus, artifacts]) mkdirSync(join(root, path), { recursive: true });
  const seeds = join('native', 'test', 'fuzz', 'corpus', name);
  if (readdirSync(join(root, seeds)).length === 0) throw new BuildError(`fuzz: ${seeds} is empty.`);
  const limits = [`-max_total_time=${seconds}`, '-timeout=5', '-rss_limit_mb=2048', '-max_len=2048'];
  const { code, text } = await run(
    join(root, program),
    [...limits, '-print_final_stats=1', `-artifact_prefix=${artifacts}/`, corpus, seeds],
    { cwd: root, timeout: (seconds + 60) * 1000, killSignal: 'SIGKILL' },
  );
  const runs = /number_of_executed_units:\s*(\d+)/.exec(text)?.[1];
  if (code === 0 && runs !== undefined) {
    console.log(`pass ${name}: ${runs} inputs in ${seconds} s, ${/cov: \d+/g.exec(text)?.[0]}`);
    return true;
  }
  console.log(`FAIL ${name} (${code})\n${text}`);
  console.log(`${name}: look at ${/written to (\S+)/.exec(text)?.[1] ?? artifacts}`);
  return false;
}

await runMain(fuzz);
