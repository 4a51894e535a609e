// Writes the seeds of the fuzz targets, native/test/fuzz/corpus: `npx tsx test/lab/fuzzSeeds.ts`. Packets are what the
// lab's hosts answer; the others are laid out as native/test/fuzz reads them.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SimulatedRouter } from '../../src/testing/scenario.ts';
import { addressBytes } from './address.ts';
import { ECHO_REQUEST, PROTOCOL, TIME_EXCEEDED, TOO_BIG, buildEcho } from './icmp.ts';
import { buildIp, parseIp, type IpPacket } from './ip.ts';
import type { LabHost } from './labHost.ts';
import { LabNetwork } from './labNetwork.ts';

type Family = 4 | 6;
type Seeds = Record<string, Uint8Array>;

const US = { 4: '192.0.2.1', 6: '2001:db8::1' } as const;
const HOST = { 4: '198.51.100.7', 6: '2001:db8::99' } as const;
const ROUTER = { 4: '203.0.113.254', 6: '2001:db8::fe' } as const;
const FAMILIES = [4, 6] as const;
const PAYLOAD = Uint8Array.from({ length: 32 }, (_, i) => i * 7);
const LABELS = [24_001, 16].map((label) => ({ label, trafficClass: 5, bottomOfStack: label === 16, ttl: 1 }));
const RECORD_ROUTE = Uint8Array.of(7, 7, 8, 203, 0, 113, 254, 0);

function request(family: Family, changes: Partial<IpPacket> = {}): IpPacket {
  const path = { source: addressBytes(US[family]), destination: addressBytes(HOST[family]) };
  const message = buildEcho(path, 'request', { identifier: 0xbeef, sequence: 0x1234, payload: PAYLOAD });
  return {
    ...path,
    family,
    ttl: 64,
    tos: 0,
    protocol: PROTOCOL[family],
    id: 0x4321,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    options: new Uint8Array(0),
    payload: message,
    ...changes,
  };
}

/** What comes back, as the engine's sockets deliver it: IPv6 without IP header. */
function answersOf(
  family: Family,
  host: Omit<LabHost, 'address'>,
  changes?: Partial<IpPacket>,
  routers: readonly SimulatedRouter[] = [],
): Uint8Array[] {
  const network = new LabNetwork(1500);
  network.setHosts([{ address: HOST[family], ...host }], routers);
  network.receive(buildIp(request(family, changes)), 0);
  const packets: Uint8Array[] = [];
  while (network.agenda.due < Infinity) packets.push(...network.agenda.take());
  return family === 4 ? packets : packets.map((bytes) => parseIp(bytes)!.payload);
}

/** What a router of an MPLS network says. */
function labelsOf(family: Family, host: Omit<LabHost, 'address'>): Uint8Array[] {
  return answersOf(family, host, { ttl: 1 }, [{ address: ROUTER[family], mplsLabels: LABELS }]);
}

function packets(): Seeds {
  const seeds: Seeds = {};
  for (const family of FAMILIES) {
    const refuse = { type: family === 4 ? 3 : 1, code: 1, from: ROUTER[family] };
    const all: Record<string, Uint8Array[]> = {
      reply: answersOf(family, {}),
      truncated: answersOf(family, { truncateTo: 3 }),
      corrupted: answersOf(family, { corrupt: 'checksum' }),
      refused: answersOf(family, { refuse }),
      'refused-short': answersOf(family, { refuse, quote: 8 }),
      'refused-foreign': answersOf(family, { refuse, foreign: 'id' }),
      expired: answersOf(family, { hops: 4 }, { ttl: 1 }),
      labels: labelsOf(family, { routers: [ROUTER[family]] }),
      'labels-unannounced': labelsOf(family, { routers: [ROUTER[family]], hidesLength: true }),
      'too-big': answersOf(family, { hops: 2, mtu: 40 }, { dontFragment: true }),
      junk: answersOf(family, { junk: true, copies: 0 }),
      request: [family === 4 ? buildIp(request(4)) : request(6).payload],
    };
    if (family === 4) {
      all['options'] = answersOf(4, {}, { options: RECORD_ROUTE });
      all['refused-options'] = answersOf(4, { refuse }, { options: RECORD_ROUTE });
    }
    for (const [name, found] of Object.entries(all)) {
      if (found.length === 0) throw new Error(`nothing comes back for ${name}`);
      for (const [i, bytes] of found.entries()) seeds[`v${family}-${name}${found.length > 1 ? `-${i}` : ''}`] = bytes;
    }
  }
  return seeds;
}

// Positions in kKinds of native/test/fuzz/error_queue_fuzz.cc.
const STAMP = 0;
const DROPS = 1;
const TTL = { 4: 2, 6: 5 } as const;
const TOS = { 4: 3, 6: 6 } as const;
const ERROR = { 4: 4, 6: 7 } as const;
const ORIGIN_LOCAL = 1;
const ORIGIN_ICMP = { 4: 2, 6: 3 } as const;

/** A struct as C lays it out on a little-endian machine: bytes of a number each, or as they stand. */
function struct(
  ...fields: readonly (readonly [bytes: 1 | 2 | 4 | 8, value: number | bigint] | Uint8Array)[]
): Uint8Array {
  return Buffer.concat(
    fields.map((field) => {
      if (field instanceof Uint8Array) return field;
      const [bytes, value] = field;
      const all = Buffer.alloc(8);
      all.writeBigInt64LE(BigInt(value));
      return all.subarray(0, bytes);
    }),
  );
}

interface QueuedError {
  readonly origin?: number;
  readonly type: number;
  readonly code?: number;
  readonly info?: number;
  /** Where in `quoted` an extension begins. */
  readonly extension?: number;
  readonly quoted?: Uint8Array;
  /** Bytes of the error's control message; the kernel had no room for the rest of it. */
  readonly room?: number;
}

function queued(family: Family, error: QueuedError): Uint8Array {
  const { origin = ORIGIN_ICMP[family], type, code = 0, info = 0, extension = 0 } = error;
  const { quoted = request(family).payload } = error;
  const offender =
    family === 4
      ? struct([2, 2], [2, 0], addressBytes(ROUTER[4]), [8, 0])
      : struct([2, 10], [2, 0], [4, 0], addressBytes(ROUTER[6]), [4, 0]);
  const extended = struct([4, 113], [1, origin], [1, type], [1, code], [1, 0], [4, info], [4, extension], offender);
  const controls: readonly (readonly [kind: number, value: Uint8Array])[] = [
    [STAMP, struct([8, 1_700_000_000], [8, 123_456_789])],
    [DROPS, struct([4, 3])],
    [TTL[family], struct([4, 61])],
    [TOS[family], family === 4 ? struct([1, 0x20]) : struct([4, 0x20])],
    [ERROR[family], extended.subarray(0, error.room ?? extended.length)],
  ];
  const destination = Buffer.alloc(16);
  destination.set(addressBytes(HOST[family]));
  return struct(
    [1, family === 4 ? 0 : 1],
    [1, controls.length],
    ...controls.flatMap(([kind, value]) => [[1, kind] as const, [1, value.length] as const, value]),
    [1, 1],
    destination,
    quoted,
  );
}

function errorQueue(): Seeds {
  const seeds: Seeds = {};
  for (const family of FAMILIES) {
    const unreachable = family === 4 ? 3 : 1;
    // Behind the headers of the error and of the packet that it quotes.
    const labels = {
      type: TIME_EXCEEDED[family],
      quoted: labelsOf(family, { routers: [ROUTER[family]] })[0]!.subarray(48),
    };
    const entries: Record<string, QueuedError> = {
      unreachable: { type: unreachable, code: 1 },
      expired: { type: TIME_EXCEEDED[family] },
      'too-big': { ...TOO_BIG[family], info: 1300 },
      redirect: { type: family === 4 ? 5 : 137 },
      local: { origin: ORIGIN_LOCAL, type: 0 },
      short: { type: unreachable, quoted: request(family).payload.subarray(0, 7) },
      foreign: {
        type: unreachable,
        quoted: Uint8Array.of(ECHO_REQUEST[family] + 1, ...request(family).payload.subarray(1)),
      },
      cut: { type: unreachable, room: 20 },
      labels: { ...labels, extension: family === 4 ? 108 : 88 },
      'labels-unannounced': labels,
    };
    for (const [name, entry] of Object.entries(entries)) seeds[`v${family}-${name}`] = queued(family, entry);
  }
  return seeds;
}

interface Written {
  readonly packet?: 'reply' | 'error';
  readonly data?: true;
  readonly phase: number;
  readonly status: number;
  readonly roundTrip: number;
  readonly type?: number;
  readonly options?: Uint8Array;
  /** As many as `size` says. */
  readonly labels?: true;
  readonly size?: number;
}

function written(family: Family, completion: Written): Uint8Array {
  const {
    packet,
    data,
    phase,
    status,
    roundTrip,
    type = 0,
    options = new Uint8Array(0),
    labels,
    size = 32,
  } = completion;
  const choice =
    (family === 6 ? 1 : 0) +
    (packet === undefined ? 0 : 2) +
    (data === true ? 4 : 0) +
    (packet === 'reply' ? 8 : 0) +
    (labels === true ? 16 : 0);
  const address = Buffer.alloc(16);
  address.set(addressBytes(HOST[family]));
  return struct(
    ...([choice, phase, packet === undefined ? 0 : 1, 1] as const).map((byte) => [1, byte] as const),
    [4, 5],
    [4, 7],
    [4, status],
    [4, 0],
    [8, 1_700_000_000_000_000_000n],
    [8, roundTrip],
    [1, type],
    [1, 0],
    [4, status === 11_009 ? 1300 : 0],
    [2, packet === undefined ? -1 : 61],
    [2, packet === undefined ? -1 : 0],
    [1, 2],
    address,
    [4, family === 6 ? 2 : 0],
    [1, options.length / 4],
    options,
    ...(size < 255 ? [[1, size] as const] : [[1, 255] as const, [2, size] as const]),
    PAYLOAD,
  );
}

function completions(): Seeds {
  const seeds: Seeds = {};
  for (const family of FAMILIES) {
    const reply = {
      packet: 'reply',
      phase: 1,
      status: 0,
      roundTrip: 12_345_678,
      type: family === 4 ? 0 : 129,
    } as const;
    const error = { packet: 'error', phase: 1, roundTrip: 5_000_000 } as const;
    const all: Record<string, Written> = {
      reply,
      'reply-data': { ...reply, data: true },
      'reply-options': { ...reply, data: true, options: RECORD_ROUTE, size: 11 },
      'reply-largest': { ...reply, data: true, size: 65_500 },
      duplicate: { ...reply, phase: 3, size: 0 },
      refused: { ...error, status: 11_003, type: family === 4 ? 3 : 1 },
      labels: { ...error, status: 11_013, type: TIME_EXCEEDED[family], labels: true, size: 2 },
      'too-big': { ...error, status: 11_009, type: family === 4 ? 3 : 2 },
      'timed-out': { phase: 1, status: 11_010, roundTrip: -1 },
    };
    for (const [name, completion] of Object.entries(all)) seeds[`v${family}-${name}`] = written(family, completion);
  }
  return seeds;
}

const corpus = fileURLToPath(new URL('../../native/test/fuzz/corpus/', import.meta.url));
rmSync(corpus, { recursive: true, force: true });
for (const [target, seeds] of Object.entries({
  packet: packets(),
  error_queue: errorQueue(),
  completion_writer: completions(),
})) {
  mkdirSync(`${corpus}${target}`, { recursive: true });
  for (const [name, bytes] of Object.entries(seeds)) writeFileSync(`${corpus}${target}/${name}`, bytes);
}
