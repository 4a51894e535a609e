import { IcmpArgumentError } from '../../errors.ts';
import { nearestName } from '../../checks/nearestName.ts';
import { rangeFix } from '../../checks/rangeFix.ts';
import type { JsonSchema } from './jsonSchema.ts';

/**
 * Checks a value against a schema.
 *
 * @param path how the value is called in messages, such as `scenario.hosts[2]`.
 * @param root the schema that `$ref` points into.
 * @throws `IcmpArgumentError` for the first mistake; its `argument` is the path to it.
 */
export function checkSchema(value: unknown, schema: JsonSchema, path: string, root: JsonSchema = schema): void {
  const whole = resolve(schema, root);
  const meant =
    whole.anyOf === undefined ? whole : whole.anyOf.map((one) => resolve(one, root)).find((one) => hasType(value, one));
  if (meant === undefined || !hasType(value, meant)) throw wrong(value, whole, path, root);
  if (isOutside(value, meant)) throw wrong(value, meant, path, root);
  if (Array.isArray(value)) {
    if (value.length < (meant.minItems ?? 0)) throw wrong(value, meant, path, root);
    // Not forEach, which leaves out what is not there.
    for (const [i, item] of value.entries()) checkSchema(item, meant.items!, `${path}[${i}]`, root);
  } else if (meant.type === 'object') {
    checkObject(value as object, meant, path, root);
  }
}

function checkObject(value: object, schema: JsonSchema, path: string, root: JsonSchema): void {
  const { properties = {}, additionalProperties = false, required = [] } = schema;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  for (const [name, one] of entries) {
    const known = Object.hasOwn(properties, name) ? properties[name]! : additionalProperties;
    if (known === false) throw unknown(name, Object.keys(properties), path);
    checkSchema(one, known, join(path, name), root);
  }
  const names = entries.map(([name]) => name);
  const missing = required.find((name) => !names.includes(name));
  if (missing !== undefined) {
    const { examples } = resolve(properties[missing]!, root);
    const fix = `add ${missing}${examples === undefined ? '' : `, such as ${JSON.stringify(examples[0])}`}.`;
    throw new IcmpArgumentError(
      join(path, missing),
      undefined,
      'to be there',
      fix,
      `${join(path, missing)} is missing.`,
    );
  }
  const { minProperties = 0, maxProperties = Infinity } = schema;
  if (names.length >= minProperties && names.length <= maxProperties) return;
  const all = Object.keys(properties).join(', ');
  const problem = `${path} has ${names.join(' and ') || 'no keys'}, expected one of ${all}.`;
  throw new IcmpArgumentError(path, value, `one of ${all}`, 'leave exactly one.', problem);
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  return root.$defs![schema.$ref.slice('#/$defs/'.length)]!;
}

function hasType(value: unknown, { type }: JsonSchema): boolean {
  switch (type) {
    case undefined:
      return true;
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'integer':
    case 'number':
      return Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

function isOutside(value: unknown, schema: JsonSchema): boolean {
  if (schema.enum !== undefined) return !schema.enum.includes(value as string);
  if (typeof value !== 'number') return false;
  const { type, minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity } = schema;
  return (
    (type === 'integer' && !Number.isInteger(value)) || value < minimum || value <= exclusiveMinimum || value > maximum
  );
}

function wrong(value: unknown, schema: JsonSchema, path: string, root: JsonSchema): IcmpArgumentError {
  return new IcmpArgumentError(path, value, inWords(schema, root), fixFor(value, schema, root));
}

function inWords(schema: JsonSchema, root: JsonSchema): string {
  const { type, anyOf, minimum = -Infinity, exclusiveMinimum, maximum = Infinity } = resolve(schema, root);
  const choices = schema.enum ?? anyOf?.map((one) => inWords(one, root));
  if (choices !== undefined) return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)!}`;
  switch (type) {
    case 'integer':
      return `an integer from ${minimum} to ${maximum}`;
    case 'number':
      return exclusiveMinimum === undefined
        ? `a number from ${minimum} to ${maximum}`
        : `a number above ${exclusiveMinimum}, up to ${maximum}`;
    case 'array':
      return schema.minItems === undefined ? 'a list' : 'a list that is not empty';
    case 'object':
      return 'an object';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    default:
      return 'text';
  }
}

function fixFor(value: unknown, schema: JsonSchema, root: JsonSchema): string {
  const { minimum = 0, exclusiveMinimum = -Infinity, maximum = Infinity, examples = [] } = schema;
  if (schema.enum !== undefined) {
    const nearest = typeof value === 'string' ? nearestName(value, schema.enum) : null;
    return nearest === null ? `write one of ${schema.enum.join(', ')}.` : `did you mean ${nearest}?`;
  }
  if (typeof value === 'number' && maximum !== Infinity) {
    return value <= exclusiveMinimum ? `pass more than ${exclusiveMinimum}.` : rangeFix(value, minimum, maximum);
  }
  if (schema.type === 'boolean') return 'write true or false.';
  return examples.length === 0
    ? `write ${inWords(schema, root)}.`
    : `for example write ${examples.map((one) => JSON.stringify(one)).join(', or ')}.`;
}

function unknown(name: string, known: readonly string[], path: string): IcmpArgumentError {
  const all = known.join(', ');
  const nearest = nearestName(name, known);
  const fix = nearest === null ? `use one of ${all}.` : `did you mean ${nearest}?`;
  return new IcmpArgumentError(join(path, name), name, `one of ${all}`, fix, `There is no ${join(path, name)}.`);
}

function join(path: string, name: string): string {
  return /^[\w$]+$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}
