import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { missingCapability } from '../lab/capability.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { diagnosis, rxicmp, startRxicmp } from './rxicmp.ts';

const root = new URL('../../', import.meta.url);

/** In its own network, where all packets that were sent can be counted. */
const isAlone = missingCapability() === null;
if (isAlone) enterNamespace();

const { sockets, interfaces } = diagnosis();
const isUsable = sockets.filter(({ usable }) => usable).length > 0;
const here = interfaces.join(', ');
const time = 'expected a number of milliseconds above 0, at most 4294967294. Fix: pass milliseconds, such as 1000.';

/** The arguments after `rxicmp`, and the line on stderr. */
const others: readonly (readonly [args: string, line: string])[] = [
  [
    'sweep 127.0.0.1 192.0.2.0/33',
    'target is "192.0.2.0/33", expected a prefix of 0 to 32 bits. Fix: write /32 for a single address, and less for a block.',
  ],
  [
    'sweep 127.0.0.9-127.0.0.1',
    'target is "127.0.0.9-127.0.0.1", expected a range whose end does not precede its start. Fix: swap its ends.',
  ],
  [
    'sweep 127.0.0.1 --rate 0',
    '--rate is 0, expected a number of probes a second above 0. Fix: pass Infinity for no limit.',
  ],
  [
    'sweep 127.0.0.1 --concurrency -1',
    '--concurrency is -1, expected an integer of at least 1, or Infinity. Fix: pass 1 or more, or leave it out.',
  ],
  [
    'sweep 127.0.0.1 --retry -1',
    '--retry is -1, expected a number of retries: an integer of at least 0, or Infinity. Fix: pass 0 for none, or more.',
  ],
  [
    'sweep 127.0.0.1 --count -1',
    '--count is -1, expected an integer of at least 1, or Infinity. Fix: leave it out for no end.',
  ],
  [
    'sweep 127.0.0.1 --interval 0',
    '--interval is 0, expected a number of milliseconds of at least 1. Fix: pass milliseconds, such as 1000.',
  ],
  ['trace 127.0.0.1 --max-ttl 256', '--max-ttl is 256, expected an integer from 1 to 255. Fix: pass 255 or less.'],
  ['trace 127.0.0.1 --probes 0', '--probes is 0, expected an integer from 1 to 100. Fix: pass 1 or more.'],
  ['trace 0.0.0.0', 'target is "0.0.0.0", expected the address of a host. Fix: for this machine write 127.0.0.1.'],
  [
    'mtu 127.0.0.1 -6',
    '-6: family is 6, expected 4, the family of the target. Fix: leave it out, or give an IPv6 target.',
  ],
  [
    'monitor 127.0.0.1 0.0.0.0',
    'target is "0.0.0.0", expected the address of a host. Fix: for this machine write 127.0.0.1.',
  ],
  ['monitor 127.0.0.1 --up 3/2', '--up N/M: N is 3, expected an integer from 1 to 2. Fix: pass 2 or less.'],
  ['monitor 127.0.0.1 --down 0/2', '--down N/M: N is 0, expected an integer from 1 to 2. Fix: pass 1 or more.'],
  ['swep 127.0.0.1', 'Unknown command swep. Fix: did you mean rxicmp sweep? A host of that name: rxicmp ping swep.'],
  ['monitor 127.0.0.1 --dwon 1/2', 'Unknown option --dwon. Fix: did you mean --down?'],
];

/** The arguments after `ping`, and the line on stderr. */
const always: readonly (readonly [args: string, line: string])[] = [
  ['0.0.0.0', 'target is "0.0.0.0", expected the address of a host. Fix: for this machine write 127.0.0.1.'],
  ['::', 'target is "::", expected the address of a host. Fix: for this machine write ::1.'],
  ['127.0.0.1 0.0.0.0', 'target is "0.0.0.0", expected the address of a host. Fix: for this machine write 127.0.0.1.'],
  ['::1 -4', '-4: family is 4, expected 6, the family of the target. Fix: leave it out, or give an IPv4 target.'],
  ['127.0.0.1 -6', '-6: family is 6, expected 4, the family of the target. Fix: leave it out, or give an IPv6 target.'],
  [
    '127.0.0.1 --source ::1',
    '--source is "::1", expected an IPv4 address, as the target\'s. Fix: use an IPv4 address, or leave it out.',
  ],
  [
    'fe80::1',
    `target is "fe80::1", expected a zone on a link-local address. Fix: write fe80::1%ZONE, or set --interface (here: ${here}).`,
  ],
  ['127.0.0.1 -t 0', '--ttl is 0, expected an integer from 1 to 255. Fix: pass 1 or more.'],
  ['127.0.0.1 --ttl 256', '--ttl is 256, expected an integer from 1 to 255. Fix: pass 255 or less.'],
  ['127.0.0.1 -s 65501', '--size is 65501, expected 0 to 65500 bytes. Fix: pass 65500 or less.'],
  ['127.0.0.1 -W NaN', '--timeout is "NaN", expected a time. Fix: write it as in 200ms, 1.5s, 5m or 1h30m.'],
  ['127.0.0.1 -i NaN', '--interval is "NaN", expected a time. Fix: write it as in 200ms, 1.5s, 5m or 1h30m.'],
  ['127.0.0.1 -W -5', `--timeout is -5, ${time}`],
  [
    '127.0.0.1 -i -5',
    '--interval is -5, expected a number of milliseconds of at least 1. Fix: pass milliseconds, such as 1000.',
  ],
  ['127.0.0.1 -i 0.2', '--interval is 0.2, and that may be seconds or milliseconds. Fix: write 0.2s or 0.2ms.'],
  [
    '127.0.0.1 -i 0.2ms',
    '--interval is 0.2, expected a number of milliseconds of at least 1. Fix: did you mean 200 (ms)?',
  ],
  [
    '-f nowhere.txt',
    'There is no file nowhere.txt. Fix: -f reads targets from a file, and floods are not offered; for a host write it without -f: rxicmp ping nowhere.txt.',
  ],
  ['-f src', 'src is a folder. Fix: name a file with one target a line.'],
  ['-f /dev/null', 'There is no target in /dev/null. Fix: write one a line.'],
  ['10.0.0.0/8', 'These are more than 65536 targets. Fix: rxicmp sweep takes any number.'],
  ['127.0.0.1 --itnerval 5', 'Unknown option --itnerval. Fix: did you mean --interval?'],
  ['127.0.0.1 -c x', '--count is "x", expected a number.'],
  ['127.0.0.1 -c 0', '--count is 0, expected an integer of at least 1, or Infinity. Fix: leave it out for no end.'],
];

const noZone = `target is "fe80::1%nope", expected the zone of an interface of this machine. Fix: use one of ${here}.`;
const mapped =
  'target is "::ffff:127.0.0.1", expected no IPv4-mapped address, which no IPv6 packet goes to. Fix: write 127.0.0.1.';

const onASocket: readonly (readonly [args: string, line: string])[] = [
  [
    '127.0.0.1 --source 192.0.2.1',
    '--source is "192.0.2.1", expected an address of this machine. Fix: use one that an interface here has, or leave it out.',
  ],
  [
    '::1 127.0.0.1 --interface nope',
    `--interface is "nope", expected an interface of this machine. Fix: use one of ${here}.`,
  ],
  ['fe80::1%nope', noZone],
  ['127.0.0.1 fe80::1%nope', noZone],
  ['127.0.0.1 ::ffff:127.0.0.1', mapped],
];

function refuses([args, line]: readonly [args: string, line: string]): void {
  it(args, async () => {
    const { code, stdout, stderr } = await rxicmp(...args.split(' '));
    expect({ code, stdout, stderr: stderr.replace(/write fe80::1%[^,]+/, 'write fe80::1%ZONE') }).toEqual({
      code: 2,
      stdout: '',
      stderr: `rxicmp: ${line}\n`,
    });
  });
}

const afterPing = ([args, line]: readonly [args: string, line: string]) => [`ping ${args}`, line] as const;

describe('rxicmp refuses', () => {
  always.map(afterPing).forEach(refuses);
  others.forEach(refuses);
});

describe('rxicmp says what to allow', () => {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  it.each([
    [['--no-addons'], 'Fix: start node with --allow-addons, and without --no-addons.'],
    [
      [permission, '--allow-fs-read=*'],
      /loading addons is disabled.* Fix: start node with --allow-addons, and without --no-addons\./,
    ],
    [
      [permission, '--allow-addons', `--allow-fs-read=${fileURLToPath(root)}dist/*`],
      /Fix: start node with --allow-addons and --allow-fs-read=\*, or allow it to read .*prebuilds.* too\./,
    ],
  ])('where Node runs with %j', async (node, line) => {
    const { code, stdout, stderr } = await startRxicmp(['ping', '127.0.0.1'], { node }).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(line);
  });
});

describe.skipIf(!isUsable)(`rxicmp refuses${isUsable ? '' : ' (pending: no ICMP socket is usable)'}`, () => {
  onASocket.map(afterPing).forEach(refuses);
});

const name = isAlone ? '' : ` (pending: the lab needs ${missingCapability()})`;
describe.skipIf(!isAlone)(`rxicmp in a namespace${name}`, () => {
  it('says how to get permission when it may open no ICMP socket', async () => {
    // Root's processes are not above the namespace's ping_group_range, which is closed.
    const under = ['setpriv', '--bounding-set=-all', '--inh-caps=-all'];
    const ping = await startRxicmp(['ping', '127.0.0.1', '::1'], { under }).ended;
    expect(ping).toMatchObject({ code: 2, stdout: '' });
    expect(ping.stderr).toMatch(
      /^rxicmp: This process may not open any ICMP socket \(.*\)\. Fix: sudo sysctl -w net\.ipv4\.ping_group_range="0 0" .*; or sudo setcap cap_net_raw\+ep \S+ .*\.\n$/,
    );
    const diagnose = await startRxicmp(['diagnose'], { under }).ended;
    expect(diagnose).toMatchObject({ code: 2, stderr: '' });
    expect(diagnose.stdout).toMatch(/^This process cannot ping \(/);
    expect(diagnose.stdout).toMatch(/^IPv6 raw socket: not usable \(EPERM\)\n {2}Fix: sudo setcap cap_net_raw\+ep /m);
  });

  it('says what helps in a container whose groups have other numbers on its host', async () => {
    // Group 1000 of the container is 101000 here, and the network is that of this test.
    const shared = ['sh', '-c', inContainer('--user'), 'sh'];
    const { code, stderr } = await startRxicmp(['ping', '127.0.0.1', '-c', '1'], { under: shared }).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/Fix: on the host: sudo sysctl -w .*; or run it on the host as root/);
    expect(stderr).not.toMatch(/--sysctl|setcap/);
    const [, range] = /ping_group_range="([\d ]+)"/.exec(stderr)!;
    const setting = '/proc/sys/net/ipv4/ping_group_range';
    const before = readFileSync(setting, 'utf8');
    writeFileSync(setting, range!);
    const allowed = await startRxicmp(['diagnose'], { under: shared }).ended;
    writeFileSync(setting, before);
    expect(allowed.stdout).toContain('can ping over IPv4 and IPv6');
    // A network of the container's own is set with the container's numbers, and accepts no others.
    const own = ['sh', '-c', inContainer('--user --net'), 'sh'];
    expect((await startRxicmp(['ping', '127.0.0.1', '-c', '1'], { under: own }).ended).stderr).toContain(
      'sudo sysctl -w net.ipv4.ping_group_range="1000 1000"',
    );
  });

  it('has sent nothing so far', async () => {
    expect(receivedEchos()).toBe(0);
    // The counter really counts.
    await rxicmp('ping', '127.0.0.1', '::1', '-c', '1');
    expect(receivedEchos()).toBe(2);
  });
});

/** A shell's program that runs a command as user 1000 of new namespaces, whose users are others outside. */
function inContainer(namespaces: string): string {
  return `
    unshare --keep-caps ${namespaces} sh -c 'until grep -q . /proc/self/gid_map; do sleep 0.01; done
      exec setpriv --reuid 1000 --regid 1000 --clear-groups --inh-caps=-all "$@"' sh "$@" & child=$!
    until [ "$(readlink /proc/$child/ns/user)" != "$(readlink /proc/self/ns/user)" ]; do sleep 0.01; done
    for kind in uid gid; do echo 0 100000 65536 > /proc/$child/"$kind"_map; done
    wait $child`;
}

/** Echo requests that this namespace received, all of them from itself. */
function receivedEchos(): number {
  const [names, values] = readFileSync('/proc/thread-self/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Icmp:'))
    .map((line) => line.split(' '));
  const echos6 = /^Icmp6InEchos\s+(\d+)$/m.exec(readFileSync('/proc/thread-self/net/snmp6', 'utf8'))?.[1];
  return Number(values?.[names?.indexOf('InEchos') ?? NaN]) + Number(echos6);
}
