// Writes the JSON Schema of scenarios beside what was built, from the one that parseScenario goes by.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './compiler.mjs';

const { scenarioSchema } = await import(join(root, 'dist/testing/scenario/scenarioSchema.js'));
writeFileSync(join(root, 'dist/scenario.schema.json'), `${JSON.stringify(scenarioSchema, null, 2)}\n`);
