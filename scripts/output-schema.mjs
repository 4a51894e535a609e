// The JSON Schema of what the command prints with --json, from the types that it prints by.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './compiler.mjs';
import { schemaOfUnion } from './type-schema.mjs';

export function outputSchema() {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A line that rxicmp prints with --json',
    ...schemaOfUnion(join(root, 'src/cli/output/outputLine.ts'), 'OutputLine', options),
  };
}
