import type { MachineWriter } from './machineWriter.ts';
import { jsonLine } from './outputLine.ts';

/** An object a line. */
export function jsonWriter(quiet: boolean, print: (text: string) => void): MachineWriter {
  return {
    reply: (reply) => {
      if (!quiet) print(jsonLine({ type: 'reply', ...reply }));
    },
    transition: (transition) => print(jsonLine({ type: 'transition', ...transition })),
    statistics: async (all) => {
      for (const one of all) print(jsonLine({ type: 'statistics', ...one }));
    },
  };
}
