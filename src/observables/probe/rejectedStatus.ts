import { IpStatus4, IpStatus6 } from '../../wire/status.ts';
import type { RejectedStatus } from '../echoReply.ts';

/** What a router or host meant by an IP_STATUS. A few numbers have another meaning in IPv6. */
export function rejectedStatus(code: number, family: 4 | 6): RejectedStatus {
  return (family === 4 ? STATUSES4 : STATUSES6)[code] ?? 'unknown';
}

const COMMON: Readonly<Record<number, RejectedStatus>> = {
  [IpStatus4.IP_DEST_PORT_UNREACHABLE]: 'destination-port-unreachable',
  [IpStatus4.IP_BAD_OPTION]: 'bad-option',
  [IpStatus4.IP_PACKET_TOO_BIG]: 'packet-too-big',
  [IpStatus4.IP_BAD_ROUTE]: 'bad-route',
  [IpStatus4.IP_SOURCE_QUENCH]: 'source-quench',
  [IpStatus4.IP_OPTION_TOO_BIG]: 'bad-option',
  [IpStatus4.IP_DEST_UNREACHABLE]: 'destination-unreachable',
  [IpStatus4.IP_TIME_EXCEEDED]: 'time-exceeded',
  [IpStatus4.IP_BAD_HEADER]: 'bad-header',
  [IpStatus4.IP_UNRECOGNIZED_NEXT_HEADER]: 'unrecognized-next-header',
  [IpStatus4.IP_DEST_SCOPE_MISMATCH]: 'destination-scope-mismatch',
};

const STATUSES4: Readonly<Record<number, RejectedStatus>> = {
  ...COMMON,
  [IpStatus4.IP_DEST_NET_UNREACHABLE]: 'destination-net-unreachable',
  [IpStatus4.IP_DEST_HOST_UNREACHABLE]: 'destination-host-unreachable',
  [IpStatus4.IP_DEST_PROT_UNREACHABLE]: 'destination-protocol-unreachable',
  [IpStatus4.IP_TTL_EXPIRED_TRANSIT]: 'ttl-expired-in-transit',
  [IpStatus4.IP_TTL_EXPIRED_REASSEM]: 'ttl-expired-in-reassembly',
  [IpStatus4.IP_PARAM_PROBLEM]: 'parameter-problem',
};

const STATUSES6: Readonly<Record<number, RejectedStatus>> = {
  ...COMMON,
  [IpStatus6.IP_DEST_NO_ROUTE]: 'destination-net-unreachable',
  [IpStatus6.IP_DEST_ADDR_UNREACHABLE]: 'destination-host-unreachable',
  [IpStatus6.IP_DEST_PROHIBITED]: 'destination-prohibited',
  [IpStatus6.IP_HOP_LIMIT_EXCEEDED]: 'ttl-expired-in-transit',
  [IpStatus6.IP_REASSEMBLY_TIME_EXCEEDED]: 'ttl-expired-in-reassembly',
  [IpStatus6.IP_PARAMETER_PROBLEM]: 'parameter-problem',
};
