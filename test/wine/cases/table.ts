import { selectDriver } from '../../../src/drivers/platform.ts';
import type { ScenarioAddress } from '../../conformance/windowsDiffers.ts';
import type { TableNetwork } from '../../conformance/windowsTable.ts';
import { windowsTableCases } from '../../conformance/windowsTableCases.ts';
import type { WindowsCase } from '../windowsCase.ts';

export interface TableSettings {
  readonly driver: 'addon' | 'koffi';
  readonly network: TableNetwork;
  readonly places: readonly ScenarioAddress[];
}

/** Asks a driver the rows of the table of what Windows answers. */
export function cases({ driver, network, places }: TableSettings): readonly WindowsCase[] {
  return windowsTableCases(selectDriver(driver), network, places);
}
