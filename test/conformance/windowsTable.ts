import type { EchoRequest } from 'rxicmp/icmpapi';

/**
 * What Windows answers, case by case: Wine's tests of iphlpapi.dll assert it and also run on Windows, or people saw it
 * there. Every driver is asked every row on every system; `windowsDiffers` has the answers that are known to differ
 * from those of Windows. Rows that the port's suite already asks are in `inSuite`. The port cannot express these:
 *
 * - a null pointer for a request of some bytes, or for the reply buffer: the port has values, and buffers of its own;
 * - time-outs of 0 and 0xFFFFFFFF, which versions of Windows treat differently: the driver's clock decides;
 * - a handle that is closed while a request is pending, or whose thread ends, after which Windows still completes the
 *   request: here both cancel it ("Closing: closing a handle cancels its requests", and the tests of how threads end);
 * - a context of the caller's for the APC, and more reply size than there is buffer: the driver passes its own;
 * - `IcmpParseReplies` and `Icmp6ParseReplies`: the driver parses. They would take a buffer that nothing was written to
 *   for a success; the tests on the double show that it is none;
 * - `IcmpSendEcho` and `IcmpSendEcho2` themselves, and `Icmp6SendEcho2` without a source: the drivers never call them so;
 * - a network card that is switched off.
 */
export interface TableRow {
  readonly name: string;
  /** In which IP version it was seen; both when left out. */
  readonly family?: 4 | 6;
  /** By which calls; all when left out. */
  readonly by?: readonly Way[];
  /** With a handle that `createFile` did not return. */
  readonly onForeignHandle?: true;
  /** What differs from the usual request: 32 bytes of the caller's, to this machine itself. */
  readonly request?: (network: TableNetwork) => Partial<EchoRequest>;
  /** In the words of `windowsAnswer`. */
  readonly windows: string;
}

/** How a request is completed. */
export type Way = 'sync' | 'event' | 'apc' | 'both';

/** Addresses that a row may be about. */
export interface TableNetwork {
  readonly family: 4 | 6;
  /** This machine. */
  readonly loopback: string;
  /** Another host, which answers. */
  readonly host: string;
  /** A router says that the TTL ran out. */
  readonly expired: string;
  /** A router says that it has no route. */
  readonly unreachable: string;
}

const any = { 4: '0.0.0.0', 6: '::' } as const;
const notHere = { 4: '1.1.1.1', 6: '::ffff' } as const;
/** Of ICMP_ECHO_REPLY in a 64-bit process, and of ICMPV6_ECHO_REPLY. */
const record = { 4: 40, 6: 36 } as const;
const ioStatusBlock = 16;

const bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, n) => n);

const replySizes: readonly TableRow[] = [
  {
    // In IPv4 it was seen of synchronous calls only.
    name: 'a reply buffer with room for the record and 32 bytes',
    request: ({ family }) => ({ replySize: record[family] + 32 }),
    windows: 'IP_SUCCESS 0, 32 bytes',
  },
  {
    name: 'a reply buffer that is one byte too small',
    family: 4,
    by: ['sync'],
    request: () => ({ replySize: record[4] + 31 }),
    windows: 'IP_GENERAL_FAILURE 11050',
  },
  {
    name: 'a reply buffer with room for the record alone',
    family: 4,
    by: ['sync'],
    request: () => ({ replySize: record[4] }),
    windows: 'IP_GENERAL_FAILURE 11050',
  },
  {
    name: 'a reply buffer with room for the record, and no bytes',
    family: 4,
    by: ['sync'],
    request: () => ({ replySize: record[4], data: bytes(0) }),
    windows: 'IP_SUCCESS 0, 0 bytes',
  },
  {
    name: 'a reply buffer with room for the record and 8 bytes, and 8 bytes',
    family: 4,
    by: ['sync'],
    request: () => ({ replySize: record[4] + 8, data: bytes(8) }),
    windows: 'IP_SUCCESS 0, 8 bytes',
  },
  {
    name: 'a reply buffer with room for the record and 8 bytes, and 9 bytes',
    family: 4,
    by: ['sync'],
    request: () => ({ replySize: record[4] + 8, data: bytes(9) }),
    windows: 'IP_GENERAL_FAILURE 11050',
  },
  {
    name: 'a reply buffer with room for the record and 7 bytes, and 8 bytes',
    family: 4,
    by: ['sync'],
    request: () => ({ replySize: record[4] + 7, data: bytes(8) }),
    windows: 'IP_GENERAL_FAILURE 11050',
  },
  {
    name: 'a reply buffer with room for the record, an I/O status block, and no bytes',
    family: 4,
    request: () => ({ replySize: record[4] + ioStatusBlock, data: bytes(0) }),
    windows: 'IP_SUCCESS 0, 0 bytes',
  },
  {
    name: 'a reply buffer with room for the record, an I/O status block and 8 bytes, and 8 bytes',
    family: 4,
    request: () => ({ replySize: record[4] + ioStatusBlock + 8, data: bytes(8) }),
    windows: 'IP_SUCCESS 0, 8 bytes',
  },
  {
    name: 'a reply buffer of no bytes',
    by: ['sync'],
    request: () => ({ replySize: 0 }),
    windows: 'throws ERROR_INVALID_PARAMETER 87',
  },
];

export const windowsTable: readonly TableRow[] = [
  { name: 'a ping of this machine', windows: 'IP_SUCCESS 0, 32 bytes' },
  { name: 'no bytes', request: () => ({ data: bytes(0) }), windows: 'IP_SUCCESS 0, 0 bytes' },
  { name: "no bytes of the driver's own", request: () => ({ data: 0 }), windows: 'IP_SUCCESS 0, 0 bytes' },
  {
    name: 'options that are all zero',
    family: 4,
    request: () => ({ ttl: 0, tos: 0, flags: 0, optionsData: bytes(0) }),
    windows: 'IP_SUCCESS 0, 32 bytes',
  },
  { name: 'a TTL of 1 to this machine', request: () => ({ ttl: 1 }), windows: 'IP_SUCCESS 0, 32 bytes' },
  {
    name: 'a hop limit of 0',
    family: 6,
    by: ['sync'],
    request: () => ({ ttl: 0 }),
    windows: 'throws IP_GENERAL_FAILURE 11050',
  },
  ...replySizes,
  {
    name: 'INVALID_HANDLE_VALUE',
    by: ['sync'],
    onForeignHandle: true,
    windows: 'throws ERROR_INVALID_PARAMETER 87',
  },
  {
    name: 'the unspecified destination',
    by: ['sync'],
    request: ({ family }) => ({ destination: any[family] }),
    windows: 'throws ERROR_INVALID_NETNAME 1214',
  },
  {
    name: 'the unspecified source, which lets the system choose',
    request: ({ family }) => ({ source: any[family] }),
    windows: 'IP_SUCCESS 0, 32 bytes',
  },
  {
    name: "this machine's address as the source",
    request: ({ loopback }) => ({ source: loopback }),
    windows: 'IP_SUCCESS 0, 32 bytes',
  },
  {
    name: 'a source that is not here',
    request: ({ family }) => ({ source: notHere[family] }),
    windows: 'throws ERROR_INVALID_NETNAME 1214',
  },
  {
    name: 'a loopback source for another host',
    family: 4,
    request: ({ loopback, host }) => ({ destination: host, source: loopback }),
    windows: 'IP_DEST_NET_UNREACHABLE 11002, nothing sent',
  },
  {
    name: 'a TTL that runs out on the way',
    family: 4,
    request: ({ expired }) => ({ destination: expired, ttl: 3 }),
    windows: 'IP_TTL_EXPIRED_TRANSIT 11013, from a router, after a time',
  },
  {
    name: 'a hop limit that runs out on the way',
    family: 6,
    request: ({ expired }) => ({ destination: expired, ttl: 3 }),
    windows: 'IP_HOP_LIMIT_EXCEEDED 11013, from a router, after a time',
  },
  {
    name: 'a router without a route',
    family: 4,
    request: ({ unreachable }) => ({ destination: unreachable }),
    windows: 'IP_DEST_NET_UNREACHABLE 11002, from a router, after a time',
  },
];

/**
 * What Windows was seen to answer, and how the name begins of the case in the port's suite that asks every driver for
 * it.
 */
export const inSuite: Readonly<Record<string, string>> = {
  'IcmpCreateFile and Icmp6CreateFile return a handle, and IcmpCloseHandle takes either':
    'Closing: a handle knows its family and whether it is closed',
  'IcmpCloseHandle of INVALID_HANDLE_VALUE or NULL: ERROR_INVALID_HANDLE':
    'Closing: a handle that this driver did not open is an argument error',
  'the unspecified destination by event or APC: ERROR_INVALID_NETNAME': 'Refusal: destination: unspecified throws',
  'a source that is not here by event: ERROR_INVALID_NETNAME': 'Refusal: source: not an address of this machine throws',
  'a reply buffer of no bytes by event: ERROR_INVALID_PARAMETER, and the event is not signalled':
    'Refusal: replySize: 0 throws',
  'an IPv6 hop limit of 0 by APC: IP_GENERAL_FAILURE': 'Refusal: ttl: 0 throws',
  'bytes come back as they were': 'Credit: 32 bytes of the caller come back unchanged',
  'event and APC together mean event, and one completion': 'Reach: completion by event and APC',
  'nobody answers: IP_REQ_TIMED_OUT': 'One outcome: nobody answers: one outcome, the time-out',
};
