import { writeSync } from 'node:fs';
import type { CaseReport, ReportedError } from './caseReport.ts';
import type { WindowsCase } from './windowsCase.ts';

/** Runs cases one after the other in Windows' node.exe. Whoever started it declares the tests (`registerInWine`). */
export async function runCases(cases: readonly WindowsCase[]): Promise<void> {
  report({ plan: cases.map(({ name, pending = null, limit = 30_000 }) => ({ name, pending, limit })) });
  for (const [index, { pending, run }] of cases.entries()) {
    if (pending !== undefined) continue;
    report({ start: index });
    let error: ReportedError | null = null;
    try {
      await run();
    } catch (thrown) {
      const { name, message, stack = '' } = thrown instanceof Error ? thrown : new Error(String(thrown));
      error = { name, message, stack };
    }
    report({ end: index, error });
  }
  report({ done: true });
}

/** Written without Node's streams, which do not open under Wine. */
function report(line: CaseReport): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
