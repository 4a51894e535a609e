/**
 * The name of the argument that an error is about; null when the error is no argument error.
 *
 * The code tells, not the class: a driver of another copy of this package throws a class of its own.
 */
export function argumentOf(error: unknown): string | null {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_ICMP_ARGUMENT')) return null;
  return 'argument' in error ? String(error.argument) : '';
}
