import type { SocketReport } from '../errors.ts';
import type { NativeEngine } from './loadAddon.ts';
import { pingGroups } from './pingGroups.ts';
import { systemErrorName } from './systemErrorName.ts';

/** Which ICMP sockets this process may open, and for each that it may not, the exact remedy on this machine. */
export function socketReports(system: Pick<NativeEngine, 'probeSockets'>): readonly SocketReport[] {
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
  const { range, isOfHost } = pingGroups();
  if (kind === 'raw') {
    return isOfHost
      ? 'run it on the host as root (the capabilities of a container do not count on the network of its host)'
      : `sudo setcap cap_net_raw+ep ${process.execPath} (in a container: --cap-add=NET_RAW and a user that has it)`;
  }
  const setting = `net.ipv4.ping_group_range="${range}"`;
  return isOfHost
    ? `on the host: sudo sysctl -w ${setting} (this container shares the network of its host, and cannot set it)`
    : `sudo sysctl -w ${setting} (in a container: --sysctl ${setting}; in Kubernetes: securityContext.sysctls)`;
}
