import { describeInWine } from './describeInWine.ts';
import { registerInWine } from './registerInWine.ts';
import { threeNamespaces } from './topology.ts';

await describeInWine('streams on Wine 8', 'wine8', async (wine) => {
  const settings = { driver: 'koffi', ...(await threeNamespaces()) };
  const title = 'streams over koffi, Node 22.23.3';
  await registerInWine({ title, wine, node: '22.23.3', module: 'cases/streams.ts', settings, env: wine.safeEvents() });
});
