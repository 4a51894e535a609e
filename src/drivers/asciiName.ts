import { domainToASCII } from 'node:url';

/** A name as resolvers take it: one that has other letters than ASCII in the encoding of IDNA. */
export function asciiName(name: string): string {
  // Not every name of a host is one of a URL: what is ASCII stays as it is.
  return /^[\0-\x7f]*$/.test(name) ? name : domainToASCII(name) || name;
}
