// Positive doubles have the same order as their bits. The lowest 13 bits of the upper word are dropped. What is left is
// the exponent and the first 7 bits of the fraction: 128 buckets to a power of two.
const bits = new DataView(new ArrayBuffer(8));
const DROPPED = 13;

/** The bucket of a time of at least 0. A time on an edge belongs below it, so that counts up to an edge are exact. */
export function bucketOf(rtt: number): number {
  bits.setFloat64(0, rtt);
  const upper = bits.getUint32(0);
  const isEdge = (upper & ((1 << DROPPED) - 1)) === 0 && bits.getUint32(4) === 0;
  return (upper >>> DROPPED) + (isEdge ? 0 : 1);
}

/** What stands for all times in a bucket. */
export function bucketMiddle(bucket: number): number {
  return bucket === 0 ? 0 : (edge(bucket - 1) + edge(bucket)) / 2;
}

function edge(bucket: number): number {
  bits.setUint32(0, bucket << DROPPED);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}
