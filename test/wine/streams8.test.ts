import { describeAddonInWine } from './describeAddonInWine.ts';
import { registerInWine } from './registerInWine.ts';
import { threeNamespaces } from './topology.ts';

await describeAddonInWine('streams on Wine 8', 'wine8', async (wine) => {
  const hosts = await threeNamespaces();
  const node = '22.23.3';
  for (const driver of ['addon', 'koffi']) {
    const settings = { driver, ...hosts };
    const title = `streams over ${driver}, Node ${node}`;
    await registerInWine({ title, wine, node, module: 'cases/streams.ts', settings, env: wine.safeEvents() });
  }
});
