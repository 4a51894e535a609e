import { execFileSync } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readFileSync } from 'node:fs';

const CAP_NET_ADMIN = 12n;
const CAP_NET_RAW = 13n;
const CAP_SYS_ADMIN = 21n;

/** Why this process cannot make the lab's namespaces and devices; null when it can. For the name of a pending test. */
export function missingCapability(): string | null {
  if (process.platform !== 'linux') return 'Linux';
  if (process.getuid?.() !== 0) return 'root';
  const effective = BigInt(`0x${/^CapEff:\s*(\w+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`);
  for (const [name, bit] of Object.entries({ CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_ADMIN })) {
    if (((effective >> bit) & 1n) === 0n) return name;
  }
  try {
    closeSync(openSync('/dev/net/tun', 'r+'));
  } catch {
    return '/dev/net/tun';
  }
  try {
    accessSync('/proc/sys/net/ipv4/ping_group_range', constants.W_OK);
  } catch {
    return 'a writable /proc/sys/net';
  }
  try {
    execFileSync('ip', ['-V'], { stdio: 'ignore' });
  } catch {
    return 'the ip command (iproute2)';
  }
  return null;
}
