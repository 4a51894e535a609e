/**
 * How to mend a link-local address without a zone.
 *
 * @param interfaces names of those that exist here.
 * @param alternative what else would do, such as `, or set something`.
 */
export function zoneFix(address: string, interfaces: readonly string[], alternative = ''): string {
  // A link-local address is hardly ever on the loopback interface, which is shown only when there is no other one.
  const likely = interfaces.find((name) => !/^lo\d*$/.test(name)) ?? interfaces[0] ?? 'eth0';
  return `write ${address}%${likely}${alternative} (here: ${interfaces.join(', ') || 'none'}).`;
}
