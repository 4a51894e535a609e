import { writeFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { routerAddress } from '../lab/routerAddress.ts';
import { TunNetwork } from '../lab/tun.ts';
import { objectsIn } from './objectsOf.ts';
import { rxicmp, startRxicmp } from './rxicmp.ts';

describeInLab('rxicmp ping in the lab', () => {
  let network: TunNetwork;
  beforeAll(async () => {
    enterNamespace({ pingGroupRange: [0, 0] });
    network = await TunNetwork.create({
      hosts: [
        { address: '198.18.1.1', latency: 5 },
        { address: '198.18.1.2', silent: true },
        { address: '198.18.1.3', refuse: { type: 3, code: 1, from: '198.18.1.99' } },
        { address: '198.18.1.4', hops: 9 },
        { address: '198.18.1.5', hops: 2, mtu: 1300 },
        { address: '198.18.1.6', latency: 300 },
        { address: '198.18.1.7', copies: 2 },
        { address: '2001:db8::1:3', refuse: { type: 1, code: 3, from: '2001:db8::1:99' } },
      ],
    });
  });

  /** Only the lines about probes. */
  const probes = (stdout: string): string[] => stdout.split('\n').filter((line) => line.includes(' seq='));

  it('gives 1 when a target is silent', async () => {
    const { code, stdout, stderr } = await rxicmp(
      'ping',
      '198.18.1.1',
      '198.18.1.2',
      '-c',
      '2',
      '-i',
      '250',
      '-W',
      '200',
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(probes(stdout).filter((line) => line.startsWith('198.18.1.2:'))).toEqual([
      '198.18.1.2: seq=0 timed out',
      '198.18.1.2: seq=1 timed out',
    ]);
    expect(stdout).toMatch(/--- 198\.18\.1\.2 statistics ---\n2 sent, 0 received, 100% loss\n$/);
  });

  it('gives 1 when this machine itself is silent', async () => {
    writeFileSync('/proc/sys/net/ipv4/icmp_echo_ignore_all', '1');
    const { code, stdout } = await rxicmp('ping', '127.0.0.1', '-c', '1', '-W', '100', '--json');
    writeFileSync('/proc/sys/net/ipv4/icmp_echo_ignore_all', '0');
    expect(code).toBe(1);
    expect(objectsIn(stdout)).toMatchObject([
      { type: 'reply', status: 'timed-out', responder: null, rtt: null },
      { type: 'statistics', sent: 1, received: 0, lost: 1, lossRatio: 1, rtt: null },
    ]);
  });

  it('says who refused, and what', async () => {
    const targets = ['198.18.1.3', '2001:db8::1:3'];
    const { code, stdout } = await rxicmp('ping', ...targets, '-c', '1');
    expect(code).toBe(1);
    expect(probes(stdout).sort()).toEqual([
      'From 198.18.1.99: seq=0 Destination host unreachable (198.18.1.3)',
      'From 2001:db8::1:99: seq=0 Destination host unreachable (2001:db8::1:3)',
    ]);
    expect(stdout).toContain('1 sent, 0 received, 100% loss, 1 rejected');
  });

  it('shows the router that a TTL ends at', async () => {
    const { code, stdout } = await rxicmp('ping', '198.18.1.4', '-c', '1', '-t', '3');
    expect(code).toBe(1);
    expect(probes(stdout)).toEqual([`From ${routerAddress(4, 3)}: seq=0 TTL expired in transit (198.18.1.4)`]);
  });

  it('shows the MTU that a packet does not fit through', async () => {
    const { stdout } = await rxicmp('ping', '198.18.1.5', '-c', '1', '--df', '-s', '1400');
    expect(probes(stdout)).toEqual([`From ${routerAddress(4, 1)}: seq=0 Packet too big (mtu=1300) (198.18.1.5)`]);
  });

  it('says why nothing was sent', async () => {
    const { code, stdout } = await rxicmp('ping', '192.0.2.1', '-c', '1');
    expect(code).toBe(2);
    expect(probes(stdout)).toEqual([
      '192.0.2.1: seq=0 not sent: this machine has no route to the network (ENETUNREACH)',
    ]);
    expect(stdout).toContain('0 sent, 0 received, 1 not sent');
  });

  it('shows what comes late and what comes twice', async () => {
    const late = await rxicmp('ping', '198.18.1.6', '-c', '3', '-i', '600', '-W', '100');
    expect(late.code).toBe(1);
    expect(probes(late.stdout).slice(0, 2)).toEqual([
      '198.18.1.6: seq=0 timed out',
      expect.stringMatching(/^32 bytes from 198\.18\.1\.6: seq=0 ttl=\d+ time=\d+\.\d{3} ms \(late\)$/),
    ]);
    expect(late.stdout).toContain('3 sent, 0 received, 100% loss, 2 late');
    const twice = await rxicmp('ping', '198.18.1.7', '-c', '2', '-i', '300');
    expect(twice.code).toBe(0);
    expect(probes(twice.stdout)[1]).toMatch(/^32 bytes from 198\.18\.1\.7: seq=0 .* \(DUP!\)$/);
    expect(twice.stdout).toContain('2 sent, 2 received, 0% loss, 1 duplicate');
  });

  it('puts its options on the wire', async () => {
    const options = ['-t', '77', '--tos', '16', '--df', '-s', '123', '--source', '198.18.0.1', '--interface', 'lab0'];
    const { code } = await rxicmp('ping', '198.18.1.1', '-c', '1', ...options);
    expect(code).toBe(0);
    const packet = (await network.seen('198.18.1.1')).at(-1)!;
    expect(packet).toMatchObject({ source: '198.18.0.1', ttl: 77, tos: 16, dontFragment: true });
    expect(packet.payload).toHaveLength(123);
  });

  it('keeps the interval', async () => {
    const before = (await network.seen('198.18.1.1')).length;
    await rxicmp('ping', '198.18.1.1', '-c', '3', '-i', '100');
    const times = (await network.seen('198.18.1.1')).slice(before).map(({ at }) => at);
    expect(times).toHaveLength(3);
    expect(times[2]! - times[0]!).toBeGreaterThan(150);
  });

  it('needs no privileges where ping sockets are allowed', async () => {
    const under = ['setpriv', '--bounding-set=-all', '--inh-caps=-all'];
    const { code, stdout } = await startRxicmp(['ping', '198.18.1.1', '127.0.0.1', '::1', '-c', '1'], { under }).ended;
    expect(code).toBe(0);
    expect(probes(stdout)).toHaveLength(3);
  });
});
