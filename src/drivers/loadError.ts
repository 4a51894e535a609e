import { IcmpError } from '../errors.ts';

/** The error for native code that does not load. `reasons` has no full stop at its end. */
export function loadError(what: string, reasons: string, fix: string): IcmpError {
  const where = `${process.platform}-${process.arch} with Node ${process.versions.node}`;
  return new IcmpError('ERR_ICMP_NO_DRIVER', `${what} on ${where}: ${reasons}.`, fix);
}
