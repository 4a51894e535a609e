/** The errno of an argument error about what a machine can lose: an address of its own, an interface. */
export function goneErrno(error: unknown): string | null {
  // Not by class: a driver of another copy of this package throws another one.
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_ICMP_ARGUMENT')) return null;
  return 'argument' in error && error.argument === 'source' ? 'EADDRNOTAVAIL' : 'ENODEV';
}
