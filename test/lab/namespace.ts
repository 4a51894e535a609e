import { execFileSync } from 'node:child_process';
import { readlinkSync, writeFileSync } from 'node:fs';
import { libc } from './libc.ts';

const CLONE_NEWNET = 0x4000_0000;

export interface NamespaceOptions {
  /** Groups that may open ping sockets; by default none may: `[1, 0]`. */
  readonly pingGroupRange?: readonly [first: number, last: number];
}

let entered = false;

/**
 * Moves this thread into a new network namespace with nothing but its own loopback, up, IPv4 and IPv6. Sockets that
 * this thread opens, threads and processes that it starts, and its synchronous reads of /proc/sys/net are in there.
 * The namespace ends with the process: call it once, in a test file's own process (vitest's pool `forks`).
 *
 * The threads of Node's pool stay outside, so asynchronous `fs` and `dns.lookup` still see the old network.
 */
export function enterNamespace(options: NamespaceOptions = {}): void {
  if (entered) throw new Error('this process is in a namespace of its own already');
  const before = networkNamespace();
  const { unshare, errno } = libc();
  if (unshare(CLONE_NEWNET) !== 0) throw new Error(`unshare(CLONE_NEWNET): errno ${errno()}`);
  if (networkNamespace() === before) throw new Error('unshare(CLONE_NEWNET) left this thread where it was');
  entered = true;
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  const [first, last] = options.pingGroupRange ?? [1, 0];
  writeFileSync('/proc/sys/net/ipv4/ping_group_range', `${first} ${last}`);
}

function networkNamespace(): string {
  return readlinkSync('/proc/thread-self/ns/net');
}
