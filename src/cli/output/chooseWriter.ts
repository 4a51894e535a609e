import type { Driver } from '../../index.ts';
import type { Manner } from '../arguments/manner.ts';
import { csvWriter } from './csvWriter.ts';
import { jsonWriter } from './jsonWriter.ts';
import type { MachineWriter } from './machineWriter.ts';
import { promWriter } from './promWriter.ts';

/**
 * @param driver whose counters are exposed.
 * @returns null for text, of which each command has its own.
 */
export function chooseWriter(
  { form = 'text', quiet = false, every }: Manner,
  print: (text: string) => void,
  driver: Driver | undefined,
): MachineWriter | null {
  switch (form) {
    case 'json':
      return jsonWriter(quiet, print);
    case 'csv':
      return csvWriter(quiet || every !== undefined, print);
    case 'prom':
      return promWriter(driver, print);
    default:
      return null;
  }
}
