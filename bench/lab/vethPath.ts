import { execFileSync } from 'node:child_process';
import { Companion } from './companion.ts';

/** Where all of 198.18.0.0/15 is answered by another namespace, at the far end of a veth pair. */
export async function vethPath(): Promise<Companion> {
  // The far end lives as long as this process of it.
  const far = await Companion.start('unshare', '--net', 'sh', '-c', 'echo ready; cat');
  const there = (...command: readonly string[]) =>
    execFileSync('nsenter', ['--net', '--target', `${far.pid}`, 'ip', ...command]);
  const here = (...command: readonly string[]) => execFileSync('ip', command);
  here('link', 'add', 'veth0', 'type', 'veth', 'peer', 'name', 'veth1', 'netns', `${far.pid}`);
  here('address', 'add', '192.0.2.1/24', 'dev', 'veth0');
  here('link', 'set', 'veth0', 'up');
  there('link', 'set', 'lo', 'up');
  there('address', 'add', '192.0.2.2/24', 'dev', 'veth1');
  there('link', 'set', 'veth1', 'up');
  there('route', 'add', 'local', '198.18.0.0/15', 'dev', 'lo');
  here('route', 'add', '198.18.0.0/15', 'via', '192.0.2.2');
  return far;
}
