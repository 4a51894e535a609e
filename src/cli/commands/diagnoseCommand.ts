import { diagnose } from '../../index.ts';
import { formatDiagnosis } from '../text/formatDiagnosis.ts';

/** Runs `rxicmp diagnose`. @returns the exit code: 0 when this process can ping, else 2. */
export async function diagnoseCommand(json: boolean, print: (text: string) => void): Promise<number> {
  const diagnosis = await diagnose();
  print(json ? JSON.stringify(diagnosis) : formatDiagnosis(diagnosis));
  return diagnosis.sockets.some(({ usable }) => usable) ? 0 : 2;
}
