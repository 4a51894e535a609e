import type { EchoReply } from '../../index.ts';
import type { Manner } from '../arguments/manner.ts';
import type { TargetStatistics } from '../counts/targetTally.ts';
import { type Columns, csvHead, csvLine, REPLY_COLUMNS, STATISTICS_COLUMNS } from './csv.ts';
import { jsonLine } from './outputLine.ts';

/** Writes replies and statistics in a form for programs. */
export interface MachineWriter {
  reply(reply: EchoReply): void;
  /** The counts so far, or those of the whole run. */
  statistics(all: readonly TargetStatistics[]): void;
}

/** @returns null for the form `text`: each command writes its own text. */
export function machineWriter(
  { form = 'text', quiet = false, every }: Manner,
  print: (text: string) => void,
): MachineWriter | null {
  switch (form) {
    case 'json':
      return {
        reply: (reply) => {
          if (!quiet) print(jsonLine({ type: 'reply', ...reply }));
        },
        statistics: (all) => {
          for (const one of all) print(jsonLine({ type: 'statistics', ...one }));
        },
      };
    case 'csv':
      return csvWriter(quiet || every !== undefined, print);
    default:
      return null;
  }
}

/** A table has one kind of rows: replies, or the counts. The head comes with the first row. */
function csvWriter(isOfCounts: boolean, print: (text: string) => void): MachineWriter {
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
    statistics: (all) => {
      if (isOfCounts) for (const one of all) write(STATISTICS_COLUMNS, one);
    },
  };
}
