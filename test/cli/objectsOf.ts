import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Schema {
  readonly anyOf: readonly { readonly $ref: string }[];
}

const schema = JSON.parse(readFileSync(new URL('../../dist/output.schema.json', import.meta.url), 'utf8')) as Schema;
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
ajv.addSchema(schema, 'output');
const isLine = ajv.getSchema('output')!;
/** The schemas of the kinds of lines, by which a mistake is told better than by all of them. */
const kinds = schema.anyOf.map(({ $ref }) => ajv.compile({ $ref: `output${$ref}` }));

/** What is wrong with a value that is to be a line of `--json`; null when it holds to the schema of the package. */
export function mistakeIn(value: unknown): string | null {
  if (isLine(value)) return null;
  const complaints = kinds.map((kind) => complaintsOf(kind, value)).filter((list) => !list.includes('/type'));
  return complaints[0] ?? 'its type is that of no line';
}

function complaintsOf(kind: ValidateFunction, value: unknown): string {
  kind(value);
  return (kind.errors ?? [])
    .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
    .join('; ');
}

/**
 * The objects of lines that `--json` has printed.
 * @throws for one that does not hold to the schema of the package.
 */
export function objectsOf(lines: readonly string[]): Record<string, unknown>[] {
  return lines.map((line) => {
    const value = JSON.parse(line) as Record<string, unknown>;
    const mistake = mistakeIn(value);
    if (mistake !== null) throw new Error(`${mistake}: ${line}`);
    return value;
  });
}

/** The same, of all that was printed. */
export function objectsIn(stdout: string): Record<string, unknown>[] {
  return objectsOf(stdout.trimEnd().split('\n'));
}
