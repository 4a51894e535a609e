/** The object that has the built-in accessors of all typed arrays. */
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;

/**
 * How many bytes a `Uint8Array` has; null for anything else. A subclass may tell another length, and an array of
 * another realm is no instance of this realm's class. The built-in accessors are right for both.
 */
export function bytesIn(value: unknown): number | null {
  const isBytes = Reflect.get(typedArray, Symbol.toStringTag, value) === 'Uint8Array';
  return isBytes ? (Reflect.get(typedArray, 'length', value) as number) : null;
}
