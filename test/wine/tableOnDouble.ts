import type { TableSettings } from './cases/table.ts';
import { doubleTable } from './doubleNetwork.ts';
import { registerInWine } from './registerInWine.ts';
import type { Wine } from './wine.ts';

/** Asks a driver on the double what Windows answers. */
export async function tableOnDouble(
  wine: Wine,
  node: string,
  driver: 'addon' | 'koffi',
  family: 4 | 6,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const settings: TableSettings = { driver, network: doubleTable(family), places: ['the double'] };
  const title = `${driver}, what Windows answers, IPv${family}`;
  await registerInWine({ title, wine, node, module: 'cases/table.ts', settings, env });
}
