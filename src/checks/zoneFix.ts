/**
 * How to mend a link-local address without a zone.
 *
 * @param interfaces names of those that exist here.
 * @param alternative what else would do, such as `, or set something`.
 */
export function zoneFix(address: string, interfaces: readonly string[], alternative = ''): string {
  // Nobody has a link-local address on the loopback interface, but where there is no other one, it is the one to show.
  const likely = interfaces.find((name) => !/^lo\d*$/.test(name)) ?? interfaces[0] ?? 'eth0';
  return `write ${address}%${likely}${alternative} (here: ${interfaces.join(', ') || 'none'}).`;
}
