/**
 * A number from 0 up to 1, without 1, that depends on nothing but the arguments: the same on every machine and in
 * whatever order numbers are drawn.
 *
 * @param n counts from 0.
 */
export function draw(seed: number, purpose: string, n: number): number {
  return drawFrom(originOf(seed, purpose), n);
}

/** What all numbers of a seed and a purpose are drawn from. */
export function originOf(seed: number, purpose: string): number {
  // FNV-1a over the text, then two rounds of an integer mixer, so that neighbouring n and seeds share nothing.
  let hash = 0x811c9dc5;
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193);
  return mix(hash ^ seed);
}

/** The nth of them, from 0. */
export function drawFrom(origin: number, n: number): number {
  return (mix(origin + Math.imul(n + 1, 0x9e3779b9)) >>> 0) / 2 ** 32;
}

function mix(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
