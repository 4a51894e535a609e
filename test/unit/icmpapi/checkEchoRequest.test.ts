import { describe, expect, test } from 'vitest';
import { checkEchoRequest, echoRequest, type EchoRequest, IcmpArgumentError, type IcmpHandle } from 'rxicmp/icmpapi';
import { OwnRequest } from '../../../src/icmpapi/ownRequest.ts';

const handle = (family: 4 | 6): IcmpHandle => ({ family, closed: false });

function check(family: 4 | 6, request: Partial<EchoRequest>, interfaces: readonly string[] = []): IcmpArgumentError {
  const { destination, ...rest } = { destination: family === 4 ? '192.0.2.1' : '2001:db8::1', ...request };
  try {
    checkEchoRequest(handle(family), echoRequest(destination, rest), () => interfaces);
  } catch (error) {
    if (error instanceof IcmpArgumentError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

type Row = readonly [family: 4 | 6, argument: keyof EchoRequest, value: unknown, expected: string];

const time = '0 to 4294967294 milliseconds';
const now = "a reading of the driver's now() in milliseconds, or null";
const bytes = '0 to 65500 bytes';
const ttl = 'an integer from 0 to 255, or null';
const tos = 'an integer from 0 to 255, or null';
const flags = 'IP_FLAG_DF, IP_FLAG_REVERSE, both, or 0';
const options = 'at most 40 bytes, or null';
const size = 'a positive number of bytes, or null';
const within = '0 to 1000 milliseconds';
const mode = "'event', 'apc' or 'both'";
const host = 'the address of a host, not the unspecified one';

const rows: readonly Row[] = [
  [4, 'destination', 'example.com', 'a numeric IPv4 address'],
  [4, 'destination', '', 'a numeric IPv4 address'],
  [4, 'destination', '192.0.2', 'a numeric IPv4 address'],
  [4, 'destination', '192.0.2.01', 'a numeric IPv4 address'],
  [4, 'destination', '2001:db8::1', 'a numeric IPv4 address'],
  [4, 'destination', '0.0.0.0', host],
  [6, 'destination', '192.0.2.1', 'a numeric IPv6 address'],
  [6, 'destination', '2001:db8::1%', 'a numeric IPv6 address'],
  [6, 'destination', '::', host],
  [6, 'destination', '0:0:0:0:0:0:0:0', host],
  [6, 'destination', '::%eth0', host],
  [6, 'destination', 'fe80::1', 'a zone on a link-local address'],
  [6, 'destination', 'FEBF::1', 'a zone on a link-local address'],
  [6, 'destination', '::ffff:192.0.2.1', 'no IPv4-mapped address'],
  [4, 'destination', null, 'a numeric IPv4 address'],
  [4, 'destination', 7, 'a numeric IPv4 address'],
  [4, 'source', undefined, 'a numeric IPv4 address of this machine'],
  [4, 'source', 7, 'a numeric IPv4 address of this machine'],
  [4, 'networkInterface', undefined, 'an interface of this machine'],
  [4, 'source', 'localhost', 'a numeric IPv4 address of this machine'],
  [4, 'source', '::1', 'a numeric IPv4 address of this machine'],
  [6, 'source', '127.0.0.1', 'a numeric IPv6 address of this machine'],
  [4, 'timeout', NaN, time],
  [4, 'timeout', '1000', time],
  [4, 'timeout', null, time],
  [4, 'lateWindow', '5', time],
  [4, 'timeout', -1, time],
  [4, 'timeout', 2 ** 32 - 1, time],
  [4, 'timeout', Infinity, time],
  [4, 'timeout', undefined, time],
  [4, 'lateWindow', NaN, time],
  [4, 'lateWindow', -0.5, time],
  [4, 'lateWindow', Infinity, time],
  [4, 'notBefore', NaN, now],
  [4, 'notBefore', Infinity, now],
  [4, 'notBefore', undefined, now],
  [6, 'ttl', 0, 'an integer from 1 to 255, or null'],
  [4, 'ttl', 256, ttl],
  [4, 'ttl', -1, ttl],
  [4, 'ttl', 1.5, ttl],
  [4, 'ttl', NaN, ttl],
  [4, 'ttl', '64', ttl],
  [4, 'tos', -1, tos],
  [4, 'tos', 256, tos],
  [4, 'tos', 0.5, tos],
  [4, 'data', 65_501, bytes],
  [4, 'data', -1, bytes],
  [4, 'data', 0.5, bytes],
  [4, 'data', NaN, bytes],
  [4, 'data', 'payload', bytes],
  [4, 'data', null, bytes],
  [4, 'data', new Uint8Array(65_501), bytes],
  [4, 'flags', -1, flags],
  [4, 'flags', 4, flags],
  [4, 'flags', 256, flags],
  [4, 'flags', NaN, flags],
  [4, 'optionsData', new Uint8Array(41), options],
  [4, 'optionsData', 'options', options],
  [6, 'optionsData', new Uint8Array(4), 'null: IPv6 has no such options'],
  [4, 'replySize', NaN, size],
  [4, 'replySize', -1, size],
  [4, 'replySize', 0, size],
  [4, 'completion', 'poll', mode],
  [4, 'completion', undefined, mode],
  [4, 'deliverWithin', -1, within],
  [4, 'deliverWithin', 1000.1, within],
  [4, 'deliverWithin', NaN, within],
  [4, 'deliverWithin', '2', within],
];

/** The number and name with which Windows answers; it answers the others with ERROR_INVALID_PARAMETER. */
function windowsAnswer([family, argument, value, expected]: Row): object {
  if (expected === host) return { number: 1214, name: 'ERROR_INVALID_NETNAME' };
  if (family === 6 && argument === 'ttl' && value === 0) return { number: 11050, name: 'IP_GENERAL_FAILURE' };
  if (family === 6 && argument === 'optionsData') return { number: 50, name: 'ERROR_NOT_SUPPORTED' };
  if (argument === 'optionsData' && value instanceof Uint8Array) return { number: 11017, name: 'IP_OPTION_TOO_BIG' };
  return { number: 87, name: 'ERROR_INVALID_PARAMETER' };
}

describe('checkEchoRequest', () => {
  for (const row of rows) {
    const [family, argument, value, expected] = row;
    test(`IPv${family}: ${argument} ${show(value)} is an argument error`, () => {
      const error = check(family, { [argument]: value });
      expect(error).toMatchObject({ code: 'ERR_ICMP_ARGUMENT', argument, expected });
      expect(error.win32).toEqual(windowsAnswer(row));
      expect(error.value).toBe(value);
      expect(error.fix).toMatch(/\.$/);
      expect(error.message).toContain(argument);
      expect(error.message).toContain(expected);
    });
  }

  test('a link-local address without a zone is told the interfaces', () => {
    const { fix, message } = check(6, { destination: 'fe80::1' }, ['lo', 'eth0', 'wlan0']);
    expect(fix).toBe('write fe80::1%eth0 (here: lo, eth0, wlan0).');
    expect(message).toContain(fix);
    expect(check(6, { destination: 'fe80::1' }).fix).toBe('write fe80::1%eth0 (here: none).');
  });

  test.each([undefined, null, 7])('a request that is %s is an argument error', (request) => {
    const error = expect.objectContaining({ argument: 'request', value: request, fix: expect.any(String) as unknown });
    expect(() => checkEchoRequest(handle(4), request as never)).toThrow(error as Error);
  });

  test('the first wrong argument is reported', () => {
    expect(check(4, { source: 'x', ttl: -1 }).argument).toBe('source');
  });

  const accepted: readonly (readonly [family: 4 | 6, request: Partial<EchoRequest>])[] = [
    [4, { destination: '255.255.255.255' }],
    [4, { destination: '224.0.0.1' }],
    [4, { destination: '0.0.0.1' }],
    [4, { destination: '127.0.0.1', source: '127.0.0.2' }],
    [4, { timeout: 0, lateWindow: 2 ** 32 - 2, notBefore: -5.5 }],
    [4, { timeout: 2 ** 32 - 2 }],
    [4, { ttl: 0, tos: 0, data: 0 }],
    [4, { ttl: 1, tos: 0, data: 0 }],
    [4, { ttl: 255, tos: 255, data: 65_500 }],
    [4, { data: new Uint8Array(65_500), optionsData: new Uint8Array(40), replySize: 1 }],
    [4, { flags: 3, completion: 'both' }],
    [6, { destination: 'fe80::1%eth0' }],
    [6, { destination: 'fec0::1' }],
    [6, { destination: 'ff02::1' }],
    [6, { destination: '::1', source: '::' }],
  ];
  for (const [family, request] of accepted) {
    const what = Object.entries(request).map(([key, value]) => `${key} ${show(value)}`);
    test(`IPv${family}: ${what.join(', ')} is accepted`, () => {
      const { destination, ...rest } = { destination: family === 4 ? '192.0.2.1' : '2001:db8::1', ...request };
      const never = () => {
        throw new Error('the interfaces were read for nothing');
      };
      expect(() => checkEchoRequest(handle(family), echoRequest(destination, rest), never)).not.toThrow();
    });
  }
});

test('a request that this package made is taken as it is, and no other one of its class', () => {
  const own = new OwnRequest(echoRequest(''), '192.0.2.1');
  expect(checkEchoRequest(handle(4), own)).toBe(own);
  // Their fields may tell something else the next time.
  for (const other of [new Proxy(own, {}), Object.create(own) as EchoRequest]) {
    const checked = checkEchoRequest(handle(4), other);
    expect(checked).not.toBe(other);
    expect(checked).toEqual({ ...own });
  }
});

test.each(['data', 'optionsData'] as const)('the bytes of %s are copied, whoever made the request', (name) => {
  const bytes = new Uint8Array([1, 1, 1, 1]);
  const checked = checkEchoRequest(handle(4), new OwnRequest({ ...echoRequest(''), [name]: bytes }, '192.0.2.1'));
  bytes.fill(2);
  expect(checked[name]).toEqual(new Uint8Array([1, 1, 1, 1]));
});

test('echoRequest fills in every key', () => {
  expect(echoRequest('192.0.2.1')).toEqual({
    destination: '192.0.2.1',
    source: null,
    networkInterface: null,
    timeout: 1000,
    lateWindow: 0,
    notBefore: null,
    anyOrder: false,
    data: 32,
    ttl: null,
    tos: null,
    flags: 0,
    optionsData: null,
    replySize: null,
    completion: 'event',
    deliverWithin: 0,
    constantFlow: false,
    wantData: false,
    reportSent: false,
    keepAlive: true,
  });
  expect(echoRequest('::1', { ttl: 3 })).toMatchObject({ destination: '::1', ttl: 3, timeout: 1000 });
});

function show(value: unknown): string {
  return value instanceof Uint8Array
    ? `of ${value.length} bytes`
    : JSON.stringify(value) === 'null'
      ? String(value)
      : (JSON.stringify(value) ?? 'undefined');
}
