import { expect, it } from 'vitest';
import { formatDiagnosis } from '../../src/cli/text/formatDiagnosis.ts';

const can = { usable: true, errorCode: null, fix: null };
const cannot = { usable: false, errorCode: 'EACCES', fix: 'do this.' };

it('says what may be used, and what to do where nothing may', () => {
  const sockets = [
    { family: 4, kind: 'ping', ...cannot },
    { family: 4, kind: 'raw', ...can },
    { family: 6, kind: 'icmp-api', ...can },
  ] as const;
  const diagnosis = {
    driver: 'addon',
    platform: 'linux-x64',
    sockets,
    completions: ['event', 'apc'],
    receiveBuffer: 4096,
    interfaces: ['lo', 'eth0'],
    lookups: { by: 'threads', underWay: 1024, waiting: 3 },
    native: { file: '/a.node', refused: [{ file: '/b.node', reason: 'the file is no library' }] },
  } as const;
  expect(formatDiagnosis(diagnosis).split('\n')).toEqual([
    'This process can ping over IPv4 and IPv6 (driver addon, linux-x64).',
    'IPv4 ping socket: not usable (EACCES)',
    '  Fix: do this.',
    'IPv4 raw socket: usable',
    'IPv6 icmp-api: usable',
    'Completions: event, apc',
    'Receive buffer: 4096 bytes',
    'Interfaces: lo, eth0',
    'Names are looked up by the system, each on a thread of its own (1024 under way, 3 waiting)',
    'Native addon: /a.node',
    'Not loaded: /b.node: the file is no library',
  ]);
});

it('says when nothing may be used', () => {
  const sockets = [{ family: 4, kind: 'ping', ...cannot }] as const;
  const lookups = { by: 'dns.lookup', underWay: 0, waiting: 0 } as const;
  const native = { file: null, refused: [{ file: 'prebuilds/win32-arm64/a.node', reason: 'is not there' }] };
  const rest = { completions: [], receiveBuffer: null, interfaces: [], lookups, native };
  const diagnosis = { driver: 'koffi', platform: 'win32-arm64', sockets, ...rest };
  expect(formatDiagnosis(diagnosis).split('\n')).toEqual([
    'This process cannot ping (driver koffi, win32-arm64).',
    'IPv4 ping socket: not usable (EACCES)',
    '  Fix: do this.',
    'Completions: no choice on this system',
    'Interfaces: none',
    "Names are looked up by Node's dns.lookup, a few at a time (0 under way, 0 waiting)",
    'Not loaded: prebuilds/win32-arm64/a.node: is not there',
  ]);
});
