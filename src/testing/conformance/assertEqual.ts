/** Throws when two values differ; objects are compared by their JSON. */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
  if (Object.is(actual, expected) || (isObject(actual) && text(actual) === text(expected))) return;
  throw new Error(`${what} is ${text(actual)}, expected ${text(expected)}`);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
  if (value instanceof Uint8Array) return `bytes [${value.join(' ')}]`;
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
}
