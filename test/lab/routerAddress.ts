/** The lab's router that is `hop` hops away. It is on the way to every host that is further away. */
export function routerAddress(family: 4 | 6, hop: number): string {
  return family === 4 ? `198.19.255.${hop}` : `2001:db8:ffff::${hop.toString(16)}`;
}
