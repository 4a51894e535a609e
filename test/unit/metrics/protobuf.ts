/** A field of a message: its number, and a number or bytes. */
export type Field = readonly [number: number, value: number | Uint8Array];

/** Reads the wire format of protobuf: varints, doubles and fields with a length. */
export function fields(bytes: Uint8Array): readonly Field[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const [key, afterKey] = varint(bytes, at);
    const number = Math.floor(key / 8);
    switch (key % 8) {
      case 0: {
        const [value, next] = varint(bytes, afterKey);
        found.push([number, value]);
        at = next;
        break;
      }
      case 1:
        found.push([number, view.getFloat64(afterKey, true)]);
        at = afterKey + 8;
        break;
      case 2: {
        const [length, start] = varint(bytes, afterKey);
        found.push([number, bytes.subarray(start, start + length)]);
        at = start + length;
        break;
      }
      default:
        throw new Error(`wire type ${key % 8}`);
    }
  }
  return found;
}

/** Reads messages that follow each other, each with its length before it. */
export function* delimited(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const [length, start] = varint(bytes, at);
    yield bytes.subarray(start, start + length);
    at = start + length;
  }
}

/** @returns the number and where it ends. */
export function varint(bytes: Uint8Array, at: number): readonly [value: number, end: number] {
  let value = 0;
  let weight = 1;
  for (let i = at; ; i++) {
    value += (bytes[i]! % 0x80) * weight;
    weight *= 0x80;
    if (bytes[i]! < 0x80) return [value, i + 1];
  }
}

export const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);
