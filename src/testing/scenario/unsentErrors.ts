import { IpStatus4 } from '../../wire/status.ts';

/** What a system that refuses to send answers: Linux' errno and the IP_STATUS that the port gives it. */
export const unsentErrors: Readonly<Record<string, { readonly errorNumber: number; readonly status: number }>> = {
  EPERM: { errorNumber: 1, status: IpStatus4.IP_GENERAL_FAILURE },
  EACCES: { errorNumber: 13, status: IpStatus4.IP_GENERAL_FAILURE },
  ENODEV: { errorNumber: 19, status: IpStatus4.IP_GENERAL_FAILURE },
  EINVAL: { errorNumber: 22, status: IpStatus4.IP_GENERAL_FAILURE },
  EMSGSIZE: { errorNumber: 90, status: IpStatus4.IP_PACKET_TOO_BIG },
  EADDRNOTAVAIL: { errorNumber: 99, status: IpStatus4.IP_GENERAL_FAILURE },
  ENETDOWN: { errorNumber: 100, status: IpStatus4.IP_GENERAL_FAILURE },
  ENETUNREACH: { errorNumber: 101, status: IpStatus4.IP_DEST_NET_UNREACHABLE },
  ENOBUFS: { errorNumber: 105, status: IpStatus4.IP_GENERAL_FAILURE },
  EHOSTDOWN: { errorNumber: 112, status: IpStatus4.IP_GENERAL_FAILURE },
  EHOSTUNREACH: { errorNumber: 113, status: IpStatus4.IP_DEST_HOST_UNREACHABLE },
};
