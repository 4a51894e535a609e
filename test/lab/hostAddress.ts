/** The nth of the addresses that the lab keeps for hosts, from 0; at most 60,000. */
export function hostAddress(family: 4 | 6, n: number): string {
  return family === 4 ? `198.18.${1 + (n >> 8)}.${n & 0xff}` : `2001:db8::1:${n.toString(16)}`;
}
