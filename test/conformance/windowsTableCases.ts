import type { IcmpDriver } from 'rxicmp/icmpapi';
import type { WindowsCase } from '../wine/windowsCase.ts';
import { windowsAnswer } from './windowsAnswer.ts';
import { windowsDiffers, type ScenarioAddress } from './windowsDiffers.ts';
import { windowsTable, type TableNetwork, type Way } from './windowsTable.ts';

const all: readonly Way[] = ['sync', 'event', 'apc', 'both'];

/**
 * A case for each row of the table: the driver answers as Windows does, or as is known of the system on which it runs.
 */
export function windowsTableCases(
  driver: IcmpDriver,
  network: TableNetwork,
  places: readonly ScenarioAddress[],
): readonly WindowsCase[] {
  const rows = windowsTable.filter(({ family = network.family }) => family === network.family);
  return rows.map((row) => {
    const difference = windowsDiffers.find((known) => known.row === row.name && places.includes(known.on));
    const known = difference === undefined ? '' : ` on ${difference.on}, where ${difference.why}`;
    const expected = difference?.instead ?? row.windows;
    return {
      name: `${row.name}: ${expected}${known}`,
      async run() {
        for (const way of row.by ?? all) {
          const answer = await windowsAnswer(driver, row, way, network);
          if (answer !== expected) throw new Error(`${way}: the answer is '${answer}', expected '${expected}'`);
        }
      },
    };
  });
}
