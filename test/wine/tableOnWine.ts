import type { TableSettings } from './cases/table.ts';
import { registerInWine } from './registerInWine.ts';
import type { Wine } from './wine.ts';

/** Asks a driver on Wine what Windows answers, in every way of completion. By event too, for which Wine needs help. */
export async function tableOnWine(wine: Wine, node: string, settings: TableSettings): Promise<void> {
  const env = wine.safeEvents();
  const title = `what Windows answers, Node ${node}`;
  await registerInWine({ title, wine, node, module: 'cases/table.ts', settings, env });
  const lacking = `what this Windows lacks, Node ${node}`;
  await registerInWine({ title: lacking, wine, node, module: 'cases/errors.ts', settings, env });
}
