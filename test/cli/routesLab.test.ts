import { beforeAll, expect, it } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { routerAddress } from '../lab/routerAddress.ts';
import { TunNetwork } from '../lab/tun.ts';
import { objectsIn } from './objectsOf.ts';
import { pendingWithoutPty, PtyTerminal } from './ptyTerminal.ts';
import { rxicmp, startRxicmp } from './rxicmp.ts';

const unprivileged = { under: ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] };

describeInLab('rxicmp sweep, trace, mtu and monitor in the lab', () => {
  let network: TunNetwork;
  beforeAll(async () => {
    enterNamespace({ pingGroupRange: [0, 0] });
    network = await TunNetwork.create({
      hosts: [
        { address: '198.18.1.1' },
        { address: '198.18.1.2', refuse: { type: 3, code: 1, from: '198.18.1.99' } },
        { address: '198.18.1.4', hops: 4 },
        { address: '198.18.1.5', hops: 2, mtu: 1300 },
        { address: '198.18.1.6', hops: 3, silent: true },
        { address: '2001:db8::1:4', hops: 3 },
      ],
    });
  });

  it('sweeps a block', async () => {
    const { code, stdout, stderr } = await rxicmp('sweep', '198.18.1.0/30', '198.18.1.3', '-W', '200');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'rxicmp: 198.18.1.0/30: its network and broadcast address are left out.\n',
    });
    const lines = stdout.split('\n');
    expect(lines.filter((line) => / ms$/.test(line) && !line.startsWith('rtt'))).toEqual([
      expect.stringMatching(/^198\.18\.1\.1: \d+\.\d{3} ms$/),
    ]);
    expect(lines).toContain('198.18.1.2: destination host unreachable from 198.18.1.99');
    expect(lines).toContain('198.18.1.3: timed out');
    expect(stdout).toMatch(/^1 up, 2 down in \d\.\d s, 1 rejected$/m);
    expect(await network.seen('198.18.1.0')).toHaveLength(0);
  });

  it('prints who is alive, and tries again', async () => {
    const { code, stdout } = await rxicmp('sweep', '198.18.1.1', '198.18.1.9', '--alive', '-r', '2', '-W', '50');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '198.18.1.1\n' });
    expect(await network.seen('198.18.1.9')).toHaveLength(3);
  });

  it.each([{}, unprivileged])('traces the route over both families (%j)', async (how) => {
    const { code, stdout, stderr } = await startRxicmp(['trace', '198.18.1.4', '--probes', '2'], how).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const hop = (ttl: number, address: string): unknown =>
      expect.stringMatching(new RegExp(`^ ${ttl}  ${address}  \\d+\\.\\d{3} ms  \\d+\\.\\d{3} ms$`));
    expect(stdout.split('\n')).toEqual([
      'Route to 198.18.1.4 (198.18.1.4), at most 30 hops, 32 bytes of data',
      hop(1, routerAddress(4, 1)),
      hop(2, routerAddress(4, 2)),
      hop(3, routerAddress(4, 3)),
      hop(4, '198.18.1.4'),
      '',
    ]);
    const six = await startRxicmp(['trace', '2001:db8::1:4', '--json', '--tos', '16', '-s', '100'], how).ended;
    expect(objectsIn(six.stdout)).toMatchObject([
      { type: 'hop', ttl: 1, responders: [routerAddress(6, 1)], final: false },
      { type: 'hop', ttl: 2, responders: [routerAddress(6, 2)], final: false },
      { type: 'hop', ttl: 3, responders: ['2001:db8::1:4'], final: true, replies: [{ size: 100 }, {}, {}] },
    ]);
    expect((await network.seen('2001:db8::1:4')).at(-1)).toMatchObject({ tos: 16 });
  });

  it.each([{}, unprivileged])('shows the MPLS labels of a tunnel, over both families (%j)', async (how) => {
    const label = { label: 24_001, trafficClass: 0, bottomOfStack: true, ttl: 1 };
    const hosts = [
      { address: '198.18.1.7', routers: ['198.18.1.71', '198.18.1.72'] },
      { address: '2001:db8::1:7', routers: ['2001:db8::1:71', '2001:db8::1:72'] },
    ];
    const inside = ['198.18.1.72', '2001:db8::1:72'];
    await network.setHosts(
      hosts,
      inside.map((address) => ({ address, mplsLabels: [label] })),
    );
    const { stdout } = await startRxicmp(['trace', '198.18.1.7', '--probes', '1'], how).ended;
    expect(stdout.split('\n')[2]).toMatch(
      /^ 2 {2}198\.18\.1\.72 {2}\[MPLS: L 24001 TC 0 S 1 TTL 1\] {2}\d+\.\d{3} ms$/,
    );
    const six = await startRxicmp(['trace', '2001:db8::1:7', '--probes', '1', '--json'], how).ended;
    expect(objectsIn(six.stdout)).toMatchObject([
      { ttl: 1, flow: 'constant', replies: [{ mplsLabels: null }] },
      { ttl: 2, flow: 'constant', replies: [{ mplsLabels: [label] }] },
      { ttl: 3, flow: 'constant', replies: [{ status: 'success', mplsLabels: null }] },
    ]);
  });

  it('gives 1 when a trace does not reach its target', async () => {
    const { code, stdout } = await rxicmp('trace', '198.18.1.6', '-m', '4', '--probes', '1', '-W', '200');
    expect(code).toBe(1);
    expect(stdout.split('\n').slice(3)).toEqual([' 3  *', ' 4  *', '']);
  });

  it('finds the path MTU', async () => {
    const { code, stdout } = await rxicmp('mtu', '198.18.1.5');
    expect(code).toBe(0);
    expect(stdout).toMatch(/packet too big from \S+ \(mtu=1300\)\n 1300 {2}\d+\.\d{3} ms\nThe path MTU is 1300\.\n$/);
    const silent = await rxicmp('mtu', '198.18.1.9', '--json', '-W', '50');
    expect(silent.code).toBe(1);
    expect(objectsIn(silent.stdout).at(-1)).toMatchObject({ type: 'step', mtu: null, reply: { status: 'timed-out' } });
  });

  it('tells when a host goes down and comes up, until Ctrl-C', async () => {
    const args = ['monitor', '198.18.1.1', '-i', '50', '-W', '40', '--down', '2/2', '--up', '1/1'];
    const { child, ended, wrote } = startRxicmp(args);
    await wrote('stdout', /unknown -> up/);
    await network.setHosts([{ address: '198.18.1.1', silent: true }]);
    await wrote('stdout', /up -> down: timed out/);
    await network.setHosts([{ address: '198.18.1.1' }]);
    await wrote('stdout', /down -> up/);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  it.skipIf(pendingWithoutPty !== '')(
    `shows a table on a terminal, and the progress of a sweep${pendingWithoutPty}`,
    async () => {
      const size = { columns: 120, rows: 30 };
      const terminal = new PtyTerminal('rx monitor 198.18.1.1 -i 50', size);
      await terminal.wrote(/> 198\.18\.1\.1 +\x1b\[32mup +\x1b\[0m +0\.0% +\d.*[▁▂▃▄▅▆▇█]/);
      terminal.type('\x03');
      const monitor = await terminal.end();
      expect(monitor).toMatch(/^\x1b\[\?1049h\x1b\[\?25l/);
      expect(monitor).toMatch(/TARGET +STATE +LOSS +LAST +AVG +P95 +SENT/);
      // The summary stands on the screen that was there before.
      expect(monitor).toMatch(
        /\x1b\[\?25h\x1b\[\?1049lHOST +SENT.*\r\n198\.18\.1\.1 .*\r\n1 target: 1 up, 0 down\r\n\[code 0\]/,
      );
      const sweep = await new PtyTerminal('rx sweep 198.18.1.9 --alive -W 700', size).end();
      expect(sweep).toMatch(/0 of 1 \(0%\) probed, 0 answered, 0\/s\x1b\[K\x1b\[J\r\x1b\[J/);
    },
  );

  it.skipIf(pendingWithoutPty !== '')(
    `prints lines on a terminal that knows no escape sequences${pendingWithoutPty}`,
    async () => {
      const terminal = new PtyTerminal('rx monitor 198.18.1.1 -i 50', { kind: 'dumb' });
      await terminal.wrote(/unknown -> up/);
      terminal.type('\x03');
      expect((await terminal.end()).replace('^C', '')).toMatch(
        /^\S+ 198\.18\.1\.1 unknown -> up: \S+ ms\r\nHOST .*\r\n198\.18\.1\.1 .*\r\n1 target: 1 up, 0 down\r\n/,
      );
      const sweep = await new PtyTerminal('rx sweep 198.18.1.1 198.18.1.9 -W 700', { kind: 'dumb' }).end();
      expect(sweep).toContain('198.18.1.9: timed out');
      expect(sweep).not.toMatch(/\x1b| probed,/);
    },
  );
});
