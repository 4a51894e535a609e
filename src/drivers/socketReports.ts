import { readFileSync } from 'node:fs';
import type { SocketReport } from '../errors.ts';
import type { AddonBinding } from './loadAddon.ts';
import { systemErrorName } from './systemErrorName.ts';

/** Which ICMP sockets this process may open, and for each that it may not, the exact remedy on this machine. */
export function socketReports(system: Pick<AddonBinding, 'probeSockets'>): readonly SocketReport[] {
  return system.probeSockets().map(({ family, kind, error }) => {
    const errorCode = error === 0 ? null : systemErrorName(error, family);
    return {
      family,
      kind,
      usable: error === 0,
      errorCode,
      fix: errorCode === null ? null : fixOf(family, kind, errorCode),
    };
  });
}

/** What to do when no kind of socket may be opened. */
export function permissionFix(): string {
  if (process.platform === 'win32') return 'let this process open the ICMP device, or run it as another user.';
  return `${fixOf(4, 'ping', 'EACCES')}; or ${fixOf(4, 'raw', 'EPERM')}.`;
}

function fixOf(family: 4 | 6, kind: SocketReport['kind'], errorCode: string): string {
  if (kind === 'icmp-api') {
    return family === 6
      ? 'enable IPv6 on this machine; on Wine use 10.14 or newer'
      : `see what ${errorCode} means for IcmpCreateFile on this system`;
  }
  if (errorCode !== 'EACCES' && errorCode !== 'EPERM') {
    return family === 6
      ? 'enable IPv6 on this machine or in this container'
      : `see what ${errorCode} means for an ICMP socket on this system`;
  }
  if (kind === 'raw') {
    return `sudo setcap cap_net_raw+ep ${process.execPath} (in a container: --cap-add=NET_RAW and a user that has it)`;
  }
  const range = groupRange();
  return (
    `sudo sysctl -w net.ipv4.ping_group_range="${range}" (in a container: --sysctl net.ipv4.ping_group_range="${range}"; ` +
    'in Kubernetes: securityContext.sysctls)'
  );
}

/** The present range of groups that may open ping sockets, widened by this process's. */
function groupRange(): string {
  const gid = process.getegid?.() ?? 0;
  try {
    const [low, high] = readFileSync('/proc/sys/net/ipv4/ping_group_range', 'utf8').trim().split(/\s+/).map(Number);
    // Low above high is how the kernel says nobody.
    if (low !== undefined && high !== undefined && low <= high) return `${Math.min(low, gid)} ${Math.max(high, gid)}`;
  } catch {
    // Not Linux, or no /proc: the range of one group is right all the same.
  }
  return `${gid} ${gid}`;
}
