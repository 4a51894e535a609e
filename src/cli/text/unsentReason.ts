/** Why nothing was sent, in the words of the command line. */
export function unsentReason({
  errorText,
  errorCode,
}: {
  readonly errorText: string | null;
  readonly errorCode: string | null;
}): string {
  return `${errorText?.replaceAll('networkInterface', '--interface')} (${errorCode})`;
}
