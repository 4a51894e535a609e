import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Companion } from './companion.ts';
import { helper } from './helper.ts';

/** Where all of 198.18.0.0/15 answers after the delay, through the device `tun0`. */
export async function tunPath(microseconds: number): Promise<Companion> {
  const network = await Companion.start(helper('tun_echo'), 'tun0', `${microseconds}`);
  for (const name of ['all', 'tun0']) writeFileSync(`/proc/sys/net/ipv4/conf/${name}/rp_filter`, '0');
  // A queue that holds a whole burst: packets beyond the default of 500 would be lost before they leave.
  execFileSync('ip', ['link', 'set', 'dev', 'tun0', 'txqueuelen', '100000', 'up']);
  execFileSync('ip', ['address', 'add', '198.18.0.1/15', 'dev', 'tun0']);
  return network;
}
