import { execFileSync } from 'node:child_process';
import { echoRequest, selectDriver, type EchoCompletion, type IcmpDriver } from 'rxicmp/icmpapi';
import { ping, probe, type EchoReply } from 'rxicmp';
import { lastValueFrom, toArray } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { enterNamespace } from '../lab/namespace.ts';
import { PeerNamespace } from '../lab/peerNamespace.ts';
import { size } from '../size.ts';

const DEVICE = 'veth0';
const networks = {
  4: { us: '198.51.100.1', peer: '198.51.100.2', length: 24, loopback: '127.0.0.1' },
  6: { us: '2001:db8:51::1', peer: '2001:db8:51::2', length: 64, loopback: '::1' },
} as const;

/** What happens to probes when their interface takes nothing or next to nothing, and to probes beside them. */
export function noRoom(sockets: 'raw' | 'ping'): void {
  let peer: PeerNamespace;
  let driver: IcmpDriver;

  beforeAll(async () => {
    enterNamespace(sockets === 'ping' ? { pingGroupRange: [0, 0] } : {});
    // Not before: the threads of an engine stay in the namespace in which they began.
    driver = selectDriver();
    peer = await PeerNamespace.create();
    peer.connect(DEVICE, DEVICE);
    for (const family of [4, 6] as const) {
      const { us, peer: other, length } = networks[family];
      peer.address(DEVICE, `${other}/${length}`);
      execFileSync('ip', ['address', 'add', `${us}/${length}`, 'dev', DEVICE, ...(family === 6 ? ['nodad'] : [])]);
    }
    // The addresses of neighbours are known already, so that no request waits for them.
    for (const family of [4, 6] as const) await lastValueFrom(probe(networks[family].peer));
  });
  afterEach(() => {
    execFileSync('nft', ['flush', 'ruleset']);
    execFileSync('sh', ['-c', `tc qdisc del dev ${DEVICE} root 2>/dev/null || true`]);
  });
  afterAll(() => peer.close());

  /** Whatever leaves by the device is dropped: the system says ENOBUFS. */
  function dropAll(): void {
    const rules = `table netdev lab {
      chain out { type filter hook egress device ${DEVICE} priority 0; policy drop; }
    }`;
    execFileSync('nft', ['-f', '-'], { input: rules });
  }

  /** A link that takes some thirty pings a second, with a queue longer than what a socket may have in it. */
  function slowDown(): void {
    const shape = ['rate', '20kbit', 'burst', '2000', 'limit', '10mb'];
    execFileSync('tc', ['qdisc', 'replace', 'dev', DEVICE, 'root', 'tbf', ...shape]);
  }

  /** The outcome of a request of the port. */
  function outcome(family: 4 | 6, destination: string, timeout: number): Promise<EchoCompletion> {
    const handle = driver.createFile(family);
    return new Promise((resolve) => {
      driver.sendEcho2Ex(handle, echoRequest(destination, { timeout }), (completion) => {
        driver.closeHandle(handle);
        resolve(completion);
      });
    });
  }

  for (const family of [4, 6] as const) {
    const { peer: there, loopback } = networks[family];
    // Linux does not tell an IPv6 ping socket what became of a packet.
    const silent = sockets === 'ping' && family === 6;

    describe(`IPv${family}`, () => {
      it.skipIf(silent)('tells what could not be sent, also to who waits in a call', async () => {
        dropAll();
        const completion = await outcome(family, there, 300);
        expect(completion).toMatchObject({ phase: 'outcome', final: true, status: 11050, errorCode: 'ENOBUFS' });
        const handle = driver.createFile(family);
        const [sync] = driver.sendEcho2ExSync(handle, echoRequest(there, { timeout: 300 }));
        driver.closeHandle(handle);
        expect(sync).toMatchObject({ final: true, status: 11050, errorCode: 'ENOBUFS' });
      });

      it.skipIf(silent)('ends 5,000 probes that cannot be sent, and answers others meanwhile', async () => {
        dropAll();
        const waits = counters();
        let ended = 0;
        const stuck = Array.from({ length: 5_000 }, () => outcome(family, there, 1_000).finally(() => ended++));
        let answered = 0;
        while (answered < 50 && ended === 0) {
          expect(await outcome(family, loopback, 5_000)).toMatchObject({ status: 0 });
          answered++;
        }
        // No ping of the loopback had to wait for a stuck request, or none would have been answered before. A busy
        // machine has time for a few.
        expect(answered).toBeGreaterThan(1);
        const statuses = new Set((await Promise.all(stuck)).map(({ status, errorCode }) => `${status} ${errorCode}`));
        expect([...statuses]).toEqual(['11050 ENOBUFS']);
        expect(driver.counters().outstanding).toBe(0);
        // Each stuck request was tried now and then, and not all the time.
        expect(counters() - waits).toBeLessThan(5_000 * 20);
      });

      it.skipIf(silent)('goes on with a series when there is room again', async () => {
        dropAll();
        const replies = lastValueFrom(
          ping(there, { interval: 200, timeout: 100, count: 20 }).pipe(toArray<EchoReply>()),
        );
        await outcome(family, there, 300);
        execFileSync('nft', ['flush', 'ruleset']);
        const statuses = (await replies).map(({ status }) => status);
        expect(statuses[0]).toBe('not-sent');
        expect(statuses.at(-1)).toBe('success');
        expect(
          statuses.filter((status) => status !== 'not-sent' && status !== 'skipped' && status !== 'success'),
        ).toEqual([]);
      });

      it('sends beats elsewhere while a line that has room again is sent', async () => {
        slowDown();
        const handle = driver.createFile(family);
        const sent: number[] = [];
        const started = driver.now();
        const wall = Date.now() - started;
        for (let n = 0; n < 60_000; n++) {
          driver.sendEcho2Ex(handle, echoRequest(there, { timeout: 60_000, reportSent: true }), (completion) => {
            if (completion.phase === 'sent') sent.push(completion.sentAt);
          });
        }
        await outcome(family, loopback, 5_000);
        const waited = sent.length;
        expect(waited).toBeLessThan(30_000);
        execFileSync('tc', ['qdisc', 'del', 'dev', DEVICE, 'root']);
        const lifted = driver.now();
        const beats: (readonly [due: number, sentAt: number])[] = [];
        for (let n = 0; n < 500; n++) {
          const notBefore = lifted + n * 2;
          driver.sendEcho2Ex(handle, echoRequest(loopback, { timeout: 60_000, notBefore }), ({ sentAt }) =>
            beats.push([notBefore + wall, sentAt]),
          );
        }
        await expect.poll(() => sent.length, { timeout: 20_000 }).toBe(60_000);
        await expect.poll(() => beats.length, { timeout: 20_000 }).toBe(500);
        const last = Math.max(...sent.slice(waited));
        // Beats that were due while the line was sent; if they had waited, they would have left after the end of the
        // line.
        const during = beats.filter(([due]) => due < last - 20);
        expect(during.length).toBeGreaterThan(3);
        expect(during.filter(([, sentAt]) => sentAt < last).length).toBeGreaterThan(during.length / 2);
        driver.closeHandle(handle);
      });

      // More requests than four sockets have numbers for.
      it.skipIf(silent || size !== 'whole')(
        'is not full for want of sequence numbers',
        { timeout: 180_000 },
        async () => {
          dropAll();
          // From then on requests are told apart by their way out.
          await outcome(family, there, 100);
          execFileSync('nft', ['flush', 'ruleset']);
          peer.sysctl(family === 4 ? 'net/ipv4/icmp_echo_ignore_all' : 'net/ipv6/icmp/echo_ignore_all', 1);
          const handle = driver.createFile(family);
          const count = 270_000;
          const refused: unknown[] = [];
          const before = driver.counters().sent;
          for (let n = 0; n < count; n++) {
            driver.sendEcho2Ex(handle, echoRequest(there, { timeout: 600_000, data: 8 }), (one) => refused.push(one));
            if (n % 10_000 === 9_999) await new Promise(setImmediate);
          }
          await expect.poll(() => driver.counters().sent - before, { timeout: 150_000 }).toBe(count);
          expect(refused).toEqual([]);
          driver.closeHandle(handle);
          peer.sysctl(family === 4 ? 'net/ipv4/icmp_echo_ignore_all' : 'net/ipv6/icmp/echo_ignore_all', 0);
        },
      );

      it('holds up nobody else by a slow link, and starts the time-out when a probe is sent', async () => {
        slowDown();
        // More requests than all sockets that the engine may open have room for.
        const COUNT = 30_000;
        const ended: EchoCompletion[] = [];
        // The last request would leave after a quarter of an hour: the test waits only for the first ones.
        const handle = driver.createFile(family);
        for (let n = 0; n < COUNT; n++) {
          driver.sendEcho2Ex(handle, echoRequest(there, { timeout: 500 }), (completion) => ended.push(completion));
        }
        const beats = lastValueFrom(ping(loopback, { interval: 20, count: 50, timeout: 5_000 }).pipe(toArray()));
        for (let n = 0; n < 50; n++) expect(await outcome(family, loopback, 5_000)).toMatchObject({ status: 0 });
        const statuses = (await beats).map(({ status }) => status);
        expect(statuses.filter((status) => status === 'success').length).toBeGreaterThan(0);
        expect(statuses.filter((status) => status !== 'success' && status !== 'skipped')).toEqual([]);
        expect(ended.length).toBeLessThan(COUNT);
        expect(driver.counters().outstanding).toBeGreaterThan(0);
        // A link that is slow takes them all in the end: none of them was not sent.
        expect(ended.filter(({ errorCode }) => errorCode !== null)).toEqual([]);
        driver.closeHandle(handle);
      });
    });
  }

  const counters = (): number => driver.counters().sendWaits;
}
