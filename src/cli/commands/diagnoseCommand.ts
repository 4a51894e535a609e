import { lastValueFrom, tap, toArray } from 'rxjs';
import { diagnose } from '../../index.ts';
import { selfTest, testedSystem, type SelfTestResult } from '../../testing/index.ts';
import type { DiagnoseArguments } from '../arguments/parseArguments.ts';
import { jsonLine } from '../output/outputLine.ts';
import { formatDiagnosis } from '../text/formatDiagnosis.ts';
import { formatSelfTest } from '../text/formatSelfTest.ts';

/**
 * Runs `rxicmp diagnose`.
 *
 * @param version of this package, for the report of a self-test.
 * @returns the exit code: 0 when this process can ping and no case of a self-test failed; 1 when a case failed; else 2.
 */
export async function diagnoseCommand(
  { selfTest: isTested, slow, driver, json }: DiagnoseArguments,
  version: string,
  print: (text: string) => void,
): Promise<number> {
  const diagnosis = await diagnose(driver);
  print(json ? jsonLine({ type: 'diagnosis', ...diagnosis }) : formatDiagnosis(diagnosis));
  if (!diagnosis.sockets.some(({ usable }) => usable)) return 2;
  if (!isTested) return 0;
  const head = { rxicmp: version, driver: diagnosis.driver, system: testedSystem() };
  if (json) print(jsonLine({ type: 'self-test', ...head }));
  const report = tap((result: SelfTestResult) => {
    if (json) print(jsonLine({ type: 'result', ...result }));
  });
  const results = await lastValueFrom(selfTest({ driver, slow }).pipe(report, toArray()));
  if (!json) print(`\n${formatSelfTest(head, results)}`);
  return results.some(({ outcome }) => outcome === 'fail') ? 1 : 0;
}
