/**
 * The name of the argument that an error is about; null when the error is no argument error.
 *
 * Checked by code, not by class: a driver of another copy of this package throws errors of its own class.
 */
export function argumentOf(error: unknown): string | null {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_ICMP_ARGUMENT')) return null;
  return 'argument' in error ? String(error.argument) : '';
}
