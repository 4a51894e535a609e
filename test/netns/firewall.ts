import { execFileSync } from 'node:child_process';
import { ping, reachability, statistics, sweep, type EchoReply } from 'rxicmp';
import { lastValueFrom, map, takeWhile, tap, toArray, type Observable } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterNamespace } from '../lab/namespace.ts';
import { PeerNamespace } from '../lab/peerNamespace.ts';

const DEVICE = 'veth0';
const networks = {
  4: { us: '192.0.2.1', peer: '192.0.2.2', length: 24, hosts: '203.0.113.0/24', host: (n: number) => `203.0.113.${n}` },
  6: {
    us: '2001:db8:2::1',
    peer: '2001:db8:2::2',
    length: 64,
    hosts: '2001:db8:113::/120',
    host: (n: number) => `2001:db8:113::${n.toString(16)}`,
  },
} as const;

/**
 * Replies from a network that loses and refuses packets, and comes and goes, compared with the counts of its firewall.
 */
export function firewall(sockets: 'raw' | 'ping'): void {
  let peer: PeerNamespace;

  beforeAll(async () => {
    enterNamespace(sockets === 'ping' ? { pingGroupRange: [0, 0] } : {});
    peer = await PeerNamespace.create();
    peer.connect(DEVICE, DEVICE);
    for (const family of [4, 6] as const) {
      const { peer: gateway, length, hosts } = networks[family];
      peer.address(DEVICE, `${gateway}/${length}`);
      // All of these addresses belong to the peer.
      peer.run('ip', `-${family}`, 'route', 'add', 'local', hosts, 'dev', 'lo');
    }
    plugIn();
  });
  afterAll(() => peer.close());

  /** Echo requests are counted as `seen`; those that `match` are counted as `dropped` and get the verdict. */
  function rule(match: string, verdict = 'drop'): void {
    peer.firewall(`table inet lab {
      counter seen {}
      counter dropped {}
      chain judge { counter name seen; ${match} counter name dropped ${verdict}; }
      chain in {
        type filter hook input priority 0;
        icmp type echo-request jump judge
        icmpv6 type echo-request jump judge
      }
    }`);
  }
  const dropped = (): number => peer.packets('dropped');
  const seen = (): number => peer.packets('seen');

  for (const family of [4, 6] as const) {
    const { hosts, host } = networks[family];
    const timeout = 300;
    const all = <T>(stream: Observable<T>): Promise<T[]> => lastValueFrom(stream.pipe(toArray()));

    describe(`IPv${family}`, () => {
      it('counts the loss that the firewall counts', async () => {
        rule('numgen inc mod 3 0');
        const replies: EchoReply[] = [];
        const options = { count: 60, interval: 10, timeout };
        const told = await lastValueFrom(
          ping(host(1), options).pipe(
            tap((reply) => replies.push(reply)),
            statistics(),
          ),
        );
        expect([seen(), dropped()]).toEqual([60, 20]);
        expect(told).toMatchObject({ sent: 60, received: 40, lost: 20, rejected: 0, notSent: 0, lossRatio: 1 / 3 });
        const sent = replies.filter(({ status }) => status !== 'skipped').sort((a, b) => a.sequence - b.sequence);
        const statuses = sent.map(({ status }) => status);
        expect(statuses).toEqual(Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 'timed-out' : 'success')));
      });

      it('counts random loss, on the way there and on the way back', async () => {
        rule('numgen random mod 100 < 30');
        const there = await lastValueFrom(ping(host(2), { count: 200, interval: 2, timeout }).pipe(statistics()));
        expect(there).toMatchObject({ sent: 200, lost: dropped(), received: seen() - dropped() });
        peer.firewall(`table inet lab {
          counter dropped {}
          chain lose { numgen random mod 100 < 30 counter name dropped drop; }
          chain out {
            type filter hook output priority 0;
            icmp type echo-reply jump lose
            icmpv6 type echo-reply jump lose
          }
        }`);
        const back = await lastValueFrom(ping(host(2), { count: 200, interval: 2, timeout }).pipe(statistics()));
        expect(back).toMatchObject({ sent: 200, lost: dropped(), received: 200 - dropped() });
        expect(there.lost * back.lost).toBeGreaterThan(0);
      });

      it('tries again exactly what was lost in a sweep', async () => {
        rule('numgen inc mod 4 0');
        const replies = await all(sweep(hosts, { rate: 2000, timeout, retry: 9 }));
        expect(replies.map(({ status }) => status)).toEqual(Array(256).fill('success'));
        const attempts = replies.reduce((sum, { attempt }) => sum + attempt, 0);
        expect([seen(), dropped()]).toEqual([attempts, attempts - 256]);
        expect(new Set(replies.map(({ responder }) => responder)).size).toBe(256);
      });

      it('tells who is lost from who is refused, and by whom', async () => {
        const [ip, icmp] = family === 4 ? ['ip', 'icmp'] : ['ip6', 'icmpv6'];
        const last = (n: number) => ({ 4: `203.0.113.${n}/26`, 6: `2001:db8:113::${n.toString(16)}/122` })[family];
        const [unreachable, prohibited] =
          family === 4 ? ['host-unreachable', 'admin-prohibited'] : ['addr-unreachable', 'admin-prohibited'];
        peer.firewall(`table inet lab {
          counter dropped {}
          counter unreachable {}
          counter prohibited {}
          chain in {
            type filter hook input priority 0;
            ${ip} daddr ${last(64)} counter name dropped drop
            ${ip} daddr ${last(128)} counter name unreachable reject with ${icmp} type ${unreachable}
            ${ip} daddr ${last(192)} counter name prohibited reject with ${icmp} type ${prohibited}
          }
        }`);
        const replies = await all(sweep(hosts, { rate: 500, timeout }));
        const kinds: Record<string, number> = {};
        const codes = new Set<string>();
        for (const reply of replies) {
          const quarter = Math.floor(addressNumber(reply.target) / 64);
          const kind = `${quarter}: ${reply.status}`;
          kinds[kind] = (kinds[kind] ?? 0) + 1;
          if ('icmp' in reply && reply.icmp !== null && quarter >= 2) {
            codes.add(`${quarter}: ${reply.icmp.type}/${reply.icmp.code}`);
            // In IPv4 the refusal comes from the address that was probed.
            expect(reply.responder).toBe(family === 4 ? reply.target : networks[6].peer);
          }
        }
        const refused = 'destination-host-unreachable';
        const prohibition = family === 4 ? refused : 'destination-prohibited';
        expect(kinds).toEqual({
          '0: success': 64,
          '1: timed-out': 64,
          [`2: ${refused}`]: 64,
          [`3: ${prohibition}`]: 64,
        });
        expect(codes).toEqual(new Set(family === 4 ? ['2: 3/1', '3: 3/13'] : ['2: 1/3', '3: 1/1']));
        expect(['dropped', 'unreachable', 'prohibited'].map((name) => peer.packets(name))).toEqual([64, 64, 64]);
      });

      it('tells when a flapping host comes and goes', async () => {
        const open = () => rule('meta mark 1');
        const shut = () => rule('meta mark 0');
        open();
        const replies: EchoReply[] = [];
        // Each change is made once the effect of the last one was emitted.
        const states = ping(host(3), { interval: 10, timeout: 60 }).pipe(
          tap((reply) => replies.push(reply)),
          reachability({ down: { n: 3, of: 3 }, up: { n: 2, of: 2 } }),
          tap(({ to }) => (to === 'up' ? shut() : open())),
          map(({ to, evidence }) => ({ to, evidence: evidence.map(({ status }) => status) })),
          takeWhile((_, i) => i < 6),
        );
        const up = { to: 'up', evidence: ['success', 'success'] };
        const down = { to: 'down', evidence: ['timed-out', 'timed-out', 'timed-out'] };
        expect(await all(states)).toEqual([up, down, up, down, up, down]);
        const statuses = new Set(replies.map(({ status }) => status));
        // Changing the rules may take longer than a beat.
        statuses.delete('skipped');
        expect(statuses).toEqual(new Set(['success', 'timed-out']));
      });

      it('outlives its own interface: what was not sent is no loss, and the series goes on', async () => {
        rule('meta mark 1');
        const replies: EchoReply[] = [];
        const states: string[] = [];
        let cable: 'in' | 'out' | 'in again' = 'in';
        await all(
          ping(host(4), { interval: 10, timeout: 100 }).pipe(
            tap((reply) => {
              replies.push(reply);
              const notSent = replies.filter(({ status }) => status === 'not-sent').length;
              if (cable === 'in' && replies.length === 10) {
                cable = 'out';
                ip('link', 'set', DEVICE, 'down');
              } else if (cable === 'out' && notSent === 10) {
                cable = 'in again';
                plugIn();
              }
            }),
            takeWhile(({ status }) => cable !== 'in again' || status !== 'success', true),
            reachability({ down: { n: 3, of: 3 } }),
            tap(({ to }) => states.push(to)),
          ),
        );
        const unsent = replies.filter(({ status }) => status === 'not-sent');
        expect(unsent.length).toBeGreaterThanOrEqual(10);
        expect(unsent[0]).toMatchObject({ errorCode: 'ENETUNREACH', rtt: null });
        expect(states).toEqual(['up']);
        // Probes that are `not-sent` did not go out; a beat or two are on their way when the series ends.
        expect(seen()).toBeLessThan(replies.length - unsent.length + 5);
      });
    });
  }
}

/** Interface up, with the addresses and routes that it lost when it went down. */
function plugIn(): void {
  ip('link', 'set', DEVICE, 'up');
  for (const family of [4, 6] as const) {
    const { us, peer, length, hosts } = networks[family];
    ip(`-${family}`, 'address', 'replace', `${us}/${length}`, 'dev', DEVICE, ...(family === 6 ? ['nodad'] : []));
    ip(`-${family}`, 'route', 'replace', hosts, 'via', peer);
  }
}

function ip(...command: readonly string[]): void {
  execFileSync('ip', command);
}

/** The last byte of an address. */
function addressNumber(address: string): number {
  return address.includes(':') ? parseInt(address.split(':').at(-1) || '0', 16) : Number(address.split('.')[3]);
}
