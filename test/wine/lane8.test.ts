import { describeInWine } from './describeInWine.ts';
import { registerInWine } from './registerInWine.ts';

await describeInWine('Windows on Wine 8', 'wine8', async (wine) => {
  for (const node of Object.keys(wine.lane.nodes)) {
    await registerInWine({ title: `Node ${node}`, wine, node, module: 'cases/lane.ts', settings: { node } });
  }
});
