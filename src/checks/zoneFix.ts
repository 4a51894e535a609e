/**
 * The fix for a link-local address without a zone.
 *
 * @param interfaces the names of this machine's interfaces.
 * @param alternative another fix, such as `, or set something`.
 */
export function zoneFix(address: string, interfaces: readonly string[], alternative = ''): string {
  // A link-local address is hardly ever on the loopback interface, which is shown only when there is no other one.
  const likely = interfaces.find((name) => !/^lo\d*$/.test(name)) ?? interfaces[0] ?? 'eth0';
  return `write ${address}%${likely}${alternative} (here: ${interfaces.join(', ') || 'none'}).`;
}
