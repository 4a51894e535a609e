import { libc } from './libc.ts';

/** `nobody` and its group on Debian; any that is not root would do. */
const NOBODY = 65_534;
const AF_INET = 2;
const SOCK_RAW = 3;
const IPPROTO_ICMP = 1;
const EPERM = 1;

/**
 * Makes this process, with all of its threads, an ordinary user's for the rest of its life. Call it after all other
 * preparations: the namespace and the TUN device need root, and modules and addons must be loaded before, because only
 * root may be able to read the files of a checkout.
 */
export function dropPrivileges(): void {
  process.setgroups!([]);
  process.setgid!(NOBODY);
  process.setuid!(NOBODY);
  const { socket, errno } = libc();
  const raw = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  if (raw !== -1) throw new Error('a raw socket could be opened without privileges');
  const error = errno();
  if (error !== EPERM) throw new Error(`a raw socket was refused with errno ${error} in place of EPERM`);
}
