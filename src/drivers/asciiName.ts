import { domainToASCII } from 'node:url';

/** A name as resolvers take it: a name with letters beyond ASCII is encoded with IDNA. */
export function asciiName(name: string): string {
  // Some host names are not valid in a URL, so an ASCII name stays as it is.
  return /^[\0-\x7f]*$/.test(name) ? name : domainToASCII(name) || name;
}
