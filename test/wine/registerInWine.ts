import { rmSync } from 'node:fs';
import { describe, test } from 'vitest';
import { bundle } from './bundle.ts';
import type { CaseReport, ReportedError } from './caseReport.ts';
import type { PatientlyEnded } from '../runPatiently.ts';
import type { Wine } from './wine.ts';

export interface InWine {
  readonly title: string;
  readonly wine: Pick<Wine, 'node'>;
  /** Version of node.exe. */
  readonly node: string;
  /** Path in test/wine of a module that exports `cases`: an array, or a function that takes the settings. */
  readonly module: string;
  readonly settings?: unknown;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a module's cases in Windows' node.exe, then declares a test for each with its result. A case that did not run
 * because of a crash or a hang fails by name.
 */
export async function registerInWine({ title, wine, node, module, settings = null, env = {} }: InWine): Promise<void> {
  const script = bundle(
    module,
    `import { cases } from './${module}';
    import { runCases } from './runCases.ts';
    const settings = JSON.parse(process.env.RXICMP_TEST_SETTINGS);
    Promise.resolve(typeof cases === 'function' ? cases(settings) : cases).then(runCases);`,
  );
  const ended = await wine
    .node({
      node,
      args: ['--enable-source-maps', script],
      env: { ...env, RXICMP_TEST_SETTINGS: JSON.stringify(settings) },
      patience: (stdout) => patienceOf(parse(stdout)),
    })
    .finally(() => rmSync(script));
  const lines = parse(ended.stdout);
  const plan = lines.flatMap((line) => ('plan' in line ? line.plan : []));
  const errors = new Map(lines.flatMap((line) => ('end' in line ? [[line.end, line.error] as const] : [])));
  const started = new Set(lines.flatMap((line) => ('start' in line ? [line.start] : [])));
  const running = Math.max(...started);
  const done = lines.some((line) => 'done' in line);

  describe(title, () => {
    plan.forEach(({ name, pending }, index) => {
      if (pending !== null) return test.skip(`${name} (pending: ${pending})`);
      test(name, () => {
        const error = errors.get(index);
        if (error === undefined && started.has(index)) throw new Error(what(ended));
        if (error === undefined) throw new Error(`It was not run: the program had ended in '${plan[running]?.name}'.`);
        if (error !== null) throw fromWindows(error);
      });
    });
    test('the program ran them all and ended by itself', () => {
      if (!done || ended.hung || ended.code !== 0) throw new Error(what(ended));
    });
  });
}

/** How long the running case may take; before the first case and after the last one, a fixed time. */
function patienceOf(lines: readonly CaseReport[]): number {
  const last = lines.at(-1);
  const plan = lines.find((line) => 'plan' in line);
  return last !== undefined && 'start' in last ? plan!.plan[last.start]!.limit : 30_000;
}

/** Only whole lines: a line that a crash cut off is left out. */
function parse(stdout: string): readonly CaseReport[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as CaseReport);
}

function what({ code, signal, hung, stderr }: PatientlyEnded): string {
  const how = hung ? 'hung and was killed' : `ended with ${signal ?? `exit code ${code}`}`;
  return `The program ${how}. It wrote to stderr:\n${stderr}`;
}

/** The error as it was thrown, at the place in these sources where it was. */
function fromWindows({ name, message, stack }: ReportedError): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = stack.replace(/(?:file:\/\/\/)?Z:[^\s):]*/g, (path) => path.replace(/.*Z:/, '').replaceAll('\\', '/'));
  return error;
}
