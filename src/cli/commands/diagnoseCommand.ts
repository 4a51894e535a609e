import { diagnose } from '../../index.ts';
import { formatDiagnosis } from '../text/formatDiagnosis.ts';

/** Runs `rxicmp diagnose`: a report is a success, whatever it says. */
export async function diagnoseCommand(json: boolean, print: (text: string) => void): Promise<number> {
  const diagnosis = await diagnose();
  print(json ? JSON.stringify(diagnosis) : formatDiagnosis(diagnosis));
  return 0;
}
