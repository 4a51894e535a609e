/** `ConformanceFixture.block` for Node: no JavaScript runs on this thread meanwhile. */
export function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
