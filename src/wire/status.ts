const common = {
  IP_SUCCESS: 0,
  IP_BUF_TOO_SMALL: 11001,
  IP_DEST_PORT_UNREACHABLE: 11005,
  IP_NO_RESOURCES: 11006,
  IP_BAD_OPTION: 11007,
  IP_HW_ERROR: 11008,
  IP_PACKET_TOO_BIG: 11009,
  IP_REQ_TIMED_OUT: 11010,
  IP_BAD_REQ: 11011,
  IP_BAD_ROUTE: 11012,
  IP_SOURCE_QUENCH: 11016,
  IP_OPTION_TOO_BIG: 11017,
  IP_BAD_DESTINATION: 11018,
  IP_ADDR_DELETED: 11019,
  IP_SPEC_MTU_CHANGE: 11020,
  IP_MTU_CHANGE: 11021,
  IP_UNLOAD: 11022,
  IP_ADDR_ADDED: 11023,
  IP_MEDIA_CONNECT: 11024,
  IP_MEDIA_DISCONNECT: 11025,
  IP_BIND_ADAPTER: 11026,
  IP_UNBIND_ADAPTER: 11027,
  IP_DEVICE_DOES_NOT_EXIST: 11028,
  IP_DUPLICATE_ADDRESS: 11029,
  IP_INTERFACE_METRIC_CHANGE: 11030,
  IP_RECONFIG_SECFLTR: 11031,
  IP_NEGOTIATING_IPSEC: 11032,
  IP_INTERFACE_WOL_CAPABILITY_CHANGE: 11033,
  IP_DUPLICATE_IPADD: 11034,
  IP_DEST_UNREACHABLE: 11040,
  IP_TIME_EXCEEDED: 11041,
  IP_BAD_HEADER: 11042,
  IP_UNRECOGNIZED_NEXT_HEADER: 11043,
  IP_ICMP_ERROR: 11044,
  IP_DEST_SCOPE_MISMATCH: 11045,
  IP_GENERAL_FAILURE: 11050,
  IP_PENDING: 11255,
} as const;

/** `IP_STATUS` of the Windows ICMP API, by its names in IPv4. Six numbers have another name in IPv6: see `IpStatus6`. */
export const IpStatus4 = Object.freeze({
  ...common,
  IP_DEST_NET_UNREACHABLE: 11002,
  IP_DEST_HOST_UNREACHABLE: 11003,
  IP_DEST_PROT_UNREACHABLE: 11004,
  IP_TTL_EXPIRED_TRANSIT: 11013,
  IP_TTL_EXPIRED_REASSEM: 11014,
  IP_PARAM_PROBLEM: 11015,
} as const);

/** `IP_STATUS` of the Windows ICMP API, by its names in IPv6. */
export const IpStatus6 = Object.freeze({
  ...common,
  IP_DEST_NO_ROUTE: 11002,
  IP_DEST_ADDR_UNREACHABLE: 11003,
  IP_DEST_PROHIBITED: 11004,
  IP_HOP_LIMIT_EXCEEDED: 11013,
  IP_REASSEMBLY_TIME_EXCEEDED: 11014,
  IP_PARAMETER_PROBLEM: 11015,
} as const);

const names4 = new Map<number, string>(Object.entries(IpStatus4).map(([name, code]) => [code, name]));
const names6 = new Map<number, string>(Object.entries(IpStatus6).map(([name, code]) => [code, name]));

/** The Windows name of an `IP_STATUS`, such as `IP_REQ_TIMED_OUT`; null for a number that has none. */
export function ipStatusName(code: number, family: 4 | 6): string | null {
  return (family === 4 ? names4 : names6).get(code) ?? null;
}

/**
 * The `IP_STATUS` with the meaning of an ICMP message. It is `IP_GENERAL_FAILURE` for a kind of message that answers no
 * echo request.
 */
export function statusFromIcmp(family: 4 | 6, type: number, code: number): number {
  return family === 4 ? statusFromIcmp4(type, code) : statusFromIcmp6(type, code);
}

function statusFromIcmp4(type: number, code: number): number {
  switch (type) {
    case 0:
      return IpStatus4.IP_SUCCESS;
    case 3:
      return unreachable4[code] ?? IpStatus4.IP_DEST_HOST_UNREACHABLE;
    case 4:
      return IpStatus4.IP_SOURCE_QUENCH;
    case 11:
      return code === 1 ? IpStatus4.IP_TTL_EXPIRED_REASSEM : IpStatus4.IP_TTL_EXPIRED_TRANSIT;
    case 12:
      return IpStatus4.IP_PARAM_PROBLEM;
    default:
      return IpStatus4.IP_GENERAL_FAILURE;
  }
}

function statusFromIcmp6(type: number, code: number): number {
  switch (type) {
    case 129:
      return IpStatus6.IP_SUCCESS;
    case 1:
      return unreachable6[code] ?? IpStatus6.IP_DEST_ADDR_UNREACHABLE;
    case 2:
      return IpStatus6.IP_PACKET_TOO_BIG;
    case 3:
      return timeExceeded6[code] ?? IpStatus6.IP_TIME_EXCEEDED;
    case 4:
      return parameterProblem6[code] ?? IpStatus6.IP_PARAMETER_PROBLEM;
    default:
      return IpStatus6.IP_GENERAL_FAILURE;
  }
}

/** Codes of destination unreachable that do not mean the host. */
const unreachable4: Readonly<Record<number, number>> = {
  0: IpStatus4.IP_DEST_NET_UNREACHABLE,
  2: IpStatus4.IP_DEST_PROT_UNREACHABLE,
  3: IpStatus4.IP_DEST_PORT_UNREACHABLE,
  4: IpStatus4.IP_PACKET_TOO_BIG,
  5: IpStatus4.IP_BAD_ROUTE,
  6: IpStatus4.IP_DEST_NET_UNREACHABLE,
  9: IpStatus4.IP_DEST_NET_UNREACHABLE,
  11: IpStatus4.IP_DEST_NET_UNREACHABLE,
};

// 5 to 7 are not what RFC 4443 and RFC 8883 call them; they are what the API's other implementations report.
const unreachable6: Readonly<Record<number, number>> = {
  0: IpStatus6.IP_DEST_NO_ROUTE,
  1: IpStatus6.IP_DEST_PROHIBITED,
  2: IpStatus6.IP_DEST_SCOPE_MISMATCH,
  4: IpStatus6.IP_DEST_PORT_UNREACHABLE,
  5: IpStatus6.IP_ICMP_ERROR,
  6: IpStatus6.IP_DEST_UNREACHABLE,
  7: IpStatus6.IP_BAD_HEADER,
};

const timeExceeded6: Readonly<Record<number, number>> = {
  0: IpStatus6.IP_HOP_LIMIT_EXCEEDED,
  1: IpStatus6.IP_REASSEMBLY_TIME_EXCEEDED,
};

const parameterProblem6: Readonly<Record<number, number>> = {
  0: IpStatus6.IP_BAD_HEADER,
  1: IpStatus6.IP_UNRECOGNIZED_NEXT_HEADER,
  2: IpStatus6.IP_BAD_OPTION,
};
