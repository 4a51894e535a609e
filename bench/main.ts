// npm run bench [-- NAME... --rounds N --gate --profile --json FILE --list]: see docs/performance.md.
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Report, Run } from './bench.ts';
import { benches } from './benches.ts';
import { verdictOn } from './figure.ts';
import { printReport } from './printReport.ts';
import { isMuch, takenByOthers } from './takenByOthers.ts';

const PROFILES = 'build/bench/profiles';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '7' },
    gate: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    json: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

if (values.list) {
  for (const [name, { about }] of Object.entries(benches)) console.log(`${name.padEnd(16)} ${about}`);
} else {
  const usual = Object.keys(benches).filter((name) => !benches[name]!.isLong);
  process.exitCode = await main(positionals.length > 0 ? positionals : usual);
}

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !(name in benches));
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}. Benches: ${Object.keys(benches).join(', ')}.`);
    return 2;
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    console.error(`--rounds ${values.rounds}: pass a whole number from 1 on.`);
    return 2;
  }
  const machine = {
    date: new Date().toISOString(),
    node: process.version,
    kernel: release(),
    cpu: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
  };
  console.log(Object.values(machine).join(', '));
  const reports: Record<string, Report> = {};
  const failures: string[] = [];
  const unmeasured: string[] = [];
  for (const name of names) {
    console.log(`\n${name}: ${benches[name]!.about}`);
    mkdirSync(PROFILES, { recursive: true });
    const takenBefore = await takenByOthers();
    const profile = values.profile ? `${PROFILES}/${name}` : null;
    const report = await runBench(name, { rounds, profile }).catch((error: Error) => error);
    if (report instanceof Error) {
      console.error(`  ${report.message}`);
      failures.push(`${name} did not run`);
      continue;
    }
    reports[name] = report;
    if (report.figures.length === 0) unmeasured.push(name);
    const taken = Math.max(takenBefore, await takenByOthers());
    if (isMuch(taken)) console.log(`  other programs take ${(taken * 100).toFixed(0)} % of the processors`);
    printReport(report, !isMuch(taken));
    for (const figure of report.figures) {
      if (verdictOn(figure, !isMuch(taken)) === 'BELOW THE FLOOR') failures.push(figure.name);
    }
  }
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ machine, benches: reports }, null, 2)}\n`);
  if (unmeasured.length > 0) console.log(`\nNot measured, because something is not here: ${unmeasured.join(', ')}`);
  if (failures.length > 0) console.log(`\nBelow the floor:\n${failures.map((name) => `  ${name}`).join('\n')}`);
  return values.gate && failures.length > 0 ? 1 : 0;
}

function runBench(name: string, run: Run): Promise<Report> {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('./benchProcess.ts', import.meta.url));
    // JSON would make null of NaN, and null is below any number.
    const child = fork(script, [name, JSON.stringify(run)], { serialization: 'advanced' });
    let report: Report | null = null;
    child.on('message', (message) => (report = message as Report));
    // Not before: what others take is looked at next.
    child.on('close', (code) => {
      if (report !== null) resolve(report);
      else reject(new Error(`${name} ended with exit code ${String(code)} and no figures`));
    });
  });
}
