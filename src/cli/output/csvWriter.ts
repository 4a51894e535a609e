import { type Columns, csvHead, csvLine, REPLY_COLUMNS, STATISTICS_COLUMNS } from './csv.ts';
import type { MachineWriter } from './machineWriter.ts';

/** A table has one kind of rows: replies, or the counts. Its head comes with the first of them. */
export function csvWriter(isOfCounts: boolean, print: (text: string) => void): MachineWriter {
  let hasHead = false;
  const write = <T>(columns: Columns<T>, row: T): void => {
    if (!hasHead) print(csvHead(columns));
    hasHead = true;
    print(csvLine(columns, row));
  };
  return {
    reply: (reply) => {
      if (!isOfCounts) write(REPLY_COLUMNS, reply);
    },
    transition: () => undefined,
    statistics: async (all) => {
      if (isOfCounts) for (const one of all) write(STATISTICS_COLUMNS, one);
    },
  };
}
