const encoder = new TextEncoder();

/** Writes the wire format of protobuf into bytes of its own. Fields are numbered as in the `.proto` file. */
export class ProtobufWriter {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @returns what was written, and begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  /** An unsigned integer, up to 2 ** 53. */
  unsigned(field: number, value: number): void {
    this.varint(field * 8);
    this.varint(value);
  }

  /** A signed integer, in zigzag. */
  signed(field: number, value: number): void {
    this.unsigned(field, zigzag(value));
  }

  double(field: number, value: number): void {
    this.varint(field * 8 + 1);
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  text(field: number, value: string): void {
    this.message(field, () => {
      this.#reserve(value.length * 3);
      this.#length += encoder.encodeInto(value, this.#bytes.subarray(this.#length)).written;
    });
  }

  /** Many signed integers, in zigzag. */
  packed(field: number, values: readonly number[]): void {
    if (values.length === 0) return;
    this.message(field, () => values.forEach((value) => this.varint(zigzag(value))));
  }

  /** What `write` writes, with its length before it. */
  message(field: number, write: () => void): void {
    this.varint(field * 8 + 2);
    const start = this.#length;
    write();
    const end = this.#length;
    // The length is written behind the message first, to see how many bytes the length has itself.
    this.varint(end - start);
    const digits = this.#length - end;
    this.#bytes.copyWithin(start + digits, start, end);
    this.#length = start;
    this.varint(end - start);
    this.#length = end + digits;
  }

  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      // Not by shifting: that would cut it to 32 bits.
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  #reserve(more: number): void {
    const least = this.#length + more;
    if (least <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(least, 2 * this.#bytes.length));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}
