const END = 0;
const NO_OPERATION = 1;
const RECORD_ROUTE = 7;
const TIMESTAMP = 68;

/** IPv4 options after the packet passed `address`, which is recorded where a route or times are and room is left. */
export function passOptions(options: Uint8Array, address: Uint8Array): Uint8Array {
  const passed = options.slice();
  const view = new DataView(passed.buffer);
  for (let at = 0; at < passed.length && passed[at] !== END;) {
    if (passed[at] === NO_OPERATION) {
      at++;
      continue;
    }
    const length = passed[at + 1] ?? 0;
    if (length < 2 || at + length > passed.length) return passed;
    // Counts from 1.
    const next = at + (passed[at + 2] ?? 0) - 1;
    const flag = passed[at + 3]! & 0xf;
    const size = passed[at] === RECORD_ROUTE || flag === 0 ? 4 : 8;
    if (passed[at] === RECORD_ROUTE || passed[at] === TIMESTAMP) {
      if (next + size <= at + length) {
        if (passed[at] === RECORD_ROUTE || size === 8) passed.set(address, next);
        if (passed[at] === TIMESTAMP) view.setUint32(next + size - 4, Date.now() % 86_400_000);
        passed[at + 2]! += size;
      } else if (passed[at] === TIMESTAMP) {
        passed[at + 3]! += 0x10;
      }
    }
    at += length;
  }
  return passed;
}
