import { execFileSync } from 'node:child_process';
import { hopStatistics, pathMtu, sweep, traceroute, type PathMtuOptions, type TracerouteOptions } from 'rxicmp';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterNamespace } from '../lab/namespace.ts';
import { PeerNamespace } from '../lab/peerNamespace.ts';

const MTU = 1300;

/** The address at one end (1 or 2) of a link. The links are: us, 1, first router, 2, second router, 3, target. */
const at = (family: 4 | 6, link: number, end: number): string =>
  family === 4 ? `10.${link}.0.${end}` : `fd00:${link}::${end}`;
const network = (family: 4 | 6, link: number): string => (family === 4 ? `10.${link}.0.0/24` : `fd00:${link}::/64`);

/** Two routers and a host, each with a kernel of its own: a route that is real and not simulated. */
export function realRoutes(sockets: 'raw' | 'ping'): void {
  let [first, second, host] = [] as unknown as [PeerNamespace, PeerNamespace, PeerNamespace];

  beforeAll(async () => {
    enterNamespace(sockets === 'ping' ? { pingGroupRange: [0, 0] } : {});
    [first, second, host] = await Promise.all([PeerNamespace.create(), PeerNamespace.create(), PeerNamespace.create()]);
    first.connect('near', 'out');
    second.connect('near', 'far', first);
    host.connect('near', 'far', second);
    for (const family of [4, 6] as const) {
      const length = family === 4 ? 24 : 64;
      const nodad = family === 6 ? ['nodad'] : [];
      const route = (link: number, gateway: string) => [
        `-${family}`,
        'route',
        'add',
        network(family, link),
        'via',
        gateway,
      ];
      for (const end of [1, 11, 12, 13, 14])
        execFileSync('ip', [`-${family}`, 'address', 'add', `${at(family, 1, end)}/${length}`, 'dev', 'out', ...nodad]);
      first.address('near', `${at(family, 1, 2)}/${length}`);
      first.address('far', `${at(family, 2, 1)}/${length}`);
      second.address('near', `${at(family, 2, 2)}/${length}`);
      second.address('far', `${at(family, 3, 1)}/${length}`);
      host.address('near', `${at(family, 3, 2)}/${length}`);
      // Behind link 4 there is nobody, and the second router says so in one way or another.
      for (const link of [2, 3, 4]) execFileSync('ip', route(link, at(family, 1, 2)));
      for (const link of [3, 4]) first.run('ip', ...route(link, at(family, 2, 2)));
      second.run('ip', ...route(1, at(family, 2, 1)));
      for (const link of [1, 2]) host.run('ip', ...route(link, at(family, 3, 1)));
      for (const [n, type] of ['unreachable', 'prohibit', 'blackhole'].entries())
        second.run('ip', `-${family}`, 'route', 'add', type, at(family, 4, n + 1));
      for (const router of [first, second])
        router.sysctl(family === 4 ? 'net/ipv4/ip_forward' : 'net/ipv6/conf/all/forwarding', 1);
    }
    first.run('ip', 'link', 'set', 'far', 'mtu', `${MTU}`);
    second.run('ip', 'link', 'set', 'near', 'mtu', `${MTU}`);
  });
  afterAll(() => Promise.all([first, second, host].map((peer) => peer.close())));

  describe.each([4, 6] as const)('IPv%i', (family) => {
    const target = at(family, 3, 2);
    const way = [at(family, 1, 2), at(family, 2, 2), target];
    const trace = (options: TracerouteOptions = {}) =>
      firstValueFrom(traceroute(target, { timeout: 300, ...options }).pipe(toArray()));

    it('a trace names every router, and the host', async () => {
      const hops = await trace({ timeout: 5000 });
      expect(hops.map(({ responders }) => responders)).toEqual(way.map((address) => [address]));
      expect(hops.map(({ final }) => final)).toEqual([false, false, true]);
      // Answers begin with a TTL of 64, and each router on the way back takes one.
      for (const { ttl, replies } of hops) for (const { replyTtl } of replies) expect(replyTtl).toBe(65 - ttl);
    });

    it('a router whose firewall hides time-exceeded is a hop of nobody’s', async () => {
      second.firewall(`table inet lab {
        chain out {
          type filter hook output priority 0;
          icmp type time-exceeded drop
          icmpv6 type time-exceeded drop
        }
      }`);
      const hops = await trace();
      second.firewall('');
      expect(hops.map(({ responders }) => responders)).toEqual([[way[0]], [], [way[2]]]);
    });

    it('a kernel’s limit of its errors is told from loss', async () => {
      const limit = family === 4 ? 'net/ipv4/icmp_ratelimit' : 'net/ipv6/icmp/ratelimit';
      // An error each 400 ms, of which some may be saved up. IPv6 allows networks of 64 bits four times as many.
      first.sysctl(limit, family === 4 ? 400 : 1600);
      first.firewall(`table inet lab {
        counter told {}
        chain out {
          type filter hook output priority 0;
          icmp type time-exceeded counter name told
          icmpv6 type time-exceeded counter name told
        }
      }`);
      const options = { rounds: 40, interval: 20, probes: 1, timeout: 100 };
      const table = await lastValueFrom(traceroute(target, options).pipe(hopStatistics()));
      const told = first.packets('told');
      first.firewall('');
      first.sysctl(limit, 0);
      const [limited, free, last] = table;
      expect(table).toHaveLength(3);
      // The router's answers may still have come too late.
      expect(limited!.lost).toBeGreaterThanOrEqual(40 - told);
      expect(limited).toMatchObject({ responders: [way[0]], likelyRateLimited: true });
      expect(free).toMatchObject({ sent: 40, lost: 0, likelyRateLimited: false });
      expect(last).toMatchObject({ sent: 40, lost: 0, likelyRateLimited: false, responders: [target] });
    });

    it('the path MTU is what the first router says, each time', async () => {
      const options: PathMtuOptions = { timeout: 5000 };
      for (let i = 0; i < 2; i++) {
        const steps = await firstValueFrom(pathMtu(target, options).pipe(toArray()));
        const told = steps.find(({ reply }) => reply.status === 'packet-too-big')!;
        expect(told).toMatchObject({ size: 1500, reply: { mtu: MTU, responder: way[0] } });
        expect(steps.at(-1)!.mtu).toBe(MTU);
      }
    });

    it('routes that refuse, and one that swallows, are told apart', async () => {
      const targets = [1, 2, 3, 4].map((n) => at(family, 4, n));
      // A kernel tells an IPv4 address of a route once a second: each time another one asks.
      const asked = targets.map((target, n) => ({ target, source: at(family, 1, 11 + n) }));
      const replies = await firstValueFrom(sweep(asked, { timeout: 300 }).pipe(toArray()));
      const byTarget = new Map(replies.map((reply) => [reply.target, reply]));
      const told = targets.map((one) => {
        const { status, icmp, responder } = byTarget.get(one)!;
        return icmp === null ? status : `${status} ${icmp.type}/${icmp.code} from ${responder}`;
      });
      const from = `from ${way[1]}`;
      expect(told).toEqual(
        family === 4
          ? [
              `destination-host-unreachable 3/1 ${from}`,
              `destination-host-unreachable 3/13 ${from}`,
              'timed-out',
              `destination-net-unreachable 3/0 ${from}`,
            ]
          : [
              `destination-net-unreachable 1/0 ${from}`,
              `destination-prohibited 1/1 ${from}`,
              'timed-out',
              `destination-net-unreachable 1/0 ${from}`,
            ],
      );
    });
  });
}
