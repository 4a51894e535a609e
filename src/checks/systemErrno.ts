/** The errno of what the system refuses for a reason that may pass; null for another error. By the code, as `argumentOf`. */
export function systemErrno(error: unknown): string | null {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_ICMP_SYSTEM')) return null;
  return 'errorCode' in error && typeof error.errorCode === 'string' ? error.errorCode : null;
}
