import { addressBytes } from './address.ts';
import { PROTOCOL, buildEcho, buildError, quote, type Echo, type IcmpPath } from './icmp.ts';
import { buildIp } from './ip.ts';

const header = (family: 4 | 6, path: IcmpPath) => {
  const rest = { dontFragment: false, moreFragments: false, fragmentOffset: 0, options: new Uint8Array(0) };
  return { family, ...path, ttl: 60, tos: 0, protocol: PROTOCOL[family], id: 1, ...rest };
};

/** The packet with which a host answers a request, for tests that send the answers themselves. */
export function replyTo(family: 4 | 6, us: string, host: string, echo: Echo): Uint8Array {
  const path = { source: addressBytes(host), destination: addressBytes(us) };
  return buildIp({ ...header(family, path), payload: buildEcho(path, 'reply', echo) });
}

/** The packet with which a router says that it cannot reach the host. It quotes the whole request. */
export function refusalOf(family: 4 | 6, us: string, host: string, echo: Echo, router: string): Uint8Array {
  const asked = { source: addressBytes(us), destination: addressBytes(host) };
  const quoted = quote({ ...header(family, asked), payload: buildEcho(asked, 'request', echo) }, 'all');
  const path = { source: addressBytes(router), destination: addressBytes(us) };
  const error = family === 4 ? { type: 3, code: 1, mtu: 0 } : { type: 1, code: 3, mtu: 0 };
  return buildIp({ ...header(family, path), payload: buildError(path, { ...error, quoted }) });
}
