/** The keys of objects that came before: tags come back by reference, and the key of a tag has to stay the same. */
const keys = new WeakMap<object, string>();
let identities = 0;

/**
 * A text that is the same for the same tag. Plain objects and arrays are told apart by what is in them, so that a tag
 * that came out of JSON is the one that went in. Any other object is told apart by identity.
 */
export function tagKey(tag: unknown): string {
  if (tag === null || tag === undefined) return '';
  if (typeof tag === 'symbol') return tag.toString();
  if (typeof tag !== 'object' && typeof tag !== 'function') return `${typeof tag} ${tag as string | number}`;
  let key = keys.get(tag);
  if (key === undefined) keys.set(tag, (key = contentOf(tag) ?? `identity ${++identities}`));
  return key;
}

/** Null when JSON would lose a part of the tag. */
function contentOf(tag: object): string | null {
  let isPlain = true;
  try {
    const text = JSON.stringify(tag, (_name, value: unknown) => {
      isPlain &&= hasOnlyContent(value);
      return isPlain ? value : null;
    });
    return isPlain ? text : null;
  } catch {
    // It has itself in it, or a getter throws.
    return null;
  }
}

function hasOnlyContent(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function' && typeof value !== 'symbol';
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
