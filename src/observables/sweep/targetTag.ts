/** The tag of a target, whatever was given for one; null when it has none. */
export function targetTag(given: unknown): unknown {
  return typeof given === 'object' && given !== null && 'tag' in given ? (given.tag ?? null) : null;
}
