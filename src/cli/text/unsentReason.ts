/** Why nothing was sent, in the words of the command line. */
export function unsentReason({
  errorText,
  errorCode,
  mtu,
}: {
  readonly errorText: string | null;
  readonly errorCode: string | null;
  readonly mtu: number | null;
}): string {
  if (errorCode === 'EMSGSIZE') return `message too long${mtu === null ? '' : `, mtu ${mtu}`} (EMSGSIZE)`;
  return `${errorText?.replaceAll('networkInterface', '--interface').replaceAll('lookupTimeout', 'its time-out')} (${errorCode})`;
}
