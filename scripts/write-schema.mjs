// Writes the JSON Schema of scenarios beside what was built, from the one that parseScenario goes by.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './compiler.mjs';

const entryPoints = [join(root, 'src/testing/scenario/scenarioSchema.ts')];
const { outputFiles } = await build({ entryPoints, bundle: true, write: false, format: 'esm' });
const { scenarioSchema } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
writeFileSync(join(root, 'dist/scenario.schema.json'), `${JSON.stringify(scenarioSchema, null, 2)}\n`);
