import assert from 'node:assert/strict';
import { diagnose, engineHealth, ping, probe, probeEach, sweep, traceroute, type ProbeOptions } from 'rxicmp';
import { selectDriver } from 'rxicmp/icmpapi';
import { firstValueFrom, lastValueFrom, range, map, take, toArray, type Observable } from 'rxjs';
import type { Topology } from '../topology.ts';
import type { WindowsCase } from '../windowsCase.ts';

export interface StreamSettings extends Topology {
  readonly driver: 'addon' | 'koffi';
}

/** Observables on the Windows ICMP API, on loopback and through a router. */
export function cases({ driver, ...network }: StreamSettings): readonly WindowsCase[] {
  const usual = { driver, timeout: 2000 };
  const outstanding = (): number => selectDriver(driver).counters().outstanding;
  const one = (target: string, options: ProbeOptions = {}) => firstValueFrom(probe(target, { ...usual, ...options }));
  return [
    {
      name: 'a probe of loopback succeeds, with all that the API tells',
      async run() {
        const reply = await one('127.0.0.1', { ttl: 99, tos: 8 });
        assert.deepEqual(
          [reply.status, reply.responder, reply.replyTtl, reply.size, reply.icmp],
          ['success', '127.0.0.1', 64, 32, { type: 0, code: 0 }],
        );
        assert.ok(reply.rtt! >= 0 && reply.rtt! < 1000, `rtt is ${reply.rtt}`);
        assert.equal(reply.rttClock, driver === 'koffi' ? 'os-ms' : 'native');
        assert.deepEqual(JSON.parse(JSON.stringify(reply)), reply);
      },
    },
    {
      name: 'a name is resolved by Windows',
      async run() {
        const reply = await one('localhost', { family: 4 });
        assert.deepEqual([reply.status, reply.destination], ['success', '127.0.0.1']);
      },
    },
    {
      name: 'a series keeps its beat',
      async run() {
        const replies = await all(ping('127.0.0.1', { ...usual, count: 5, interval: 100 }));
        assert.deepEqual(
          replies.map(({ status, sequence }) => [status, sequence]),
          [0, 1, 2, 3, 4].map((sequence) => ['success', sequence]),
        );
        const took = replies[4]!.sentAt - replies[0]!.sentAt;
        assert.ok(took >= 350 && took < 2000, `5 beats 100 ms apart took ${took} ms`);
      },
    },
    {
      name: 'a sweep of 127.0.0.0/24 finds everybody',
      async run() {
        const replies = await all(sweep('127.0.0.0/24', { ...usual, rate: Infinity }));
        assert.equal(replies.length, 256);
        assert.ok(replies.every(({ status, target, responder }) => status === 'success' && target === responder));
      },
    },
    {
      name: '20,000 probes go through a window of 200, and each succeeds',
      limit: 180_000,
      async run() {
        const options = { ...usual, timeout: 30_000, concurrent: 200, rate: Infinity };
        let seen = 0;
        await lastValueFrom(
          range(0, 20_000).pipe(
            map(() => '127.0.0.1'),
            probeEach(options),
            map(({ status }) => {
              assert.equal(status, 'success');
              seen++;
            }),
          ),
        );
        assert.equal(seen, 20_000);
        assert.equal(outstanding(), 0);
      },
    },
    {
      name: 'a server behind a router answers, and the route to it is traced',
      async run() {
        assert.equal((await one(network.server)).responder, network.server);
        const hops = await all(traceroute(network.server, { ...usual }));
        assert.deepEqual(
          hops.map(({ ttl, responders, final }) => [ttl, responders, final]),
          [
            [1, [network.router], false],
            [2, [network.server], true],
          ],
        );
      },
    },
    ...[0, 1, 8, 32, 1472, 1473, 20_000, 65_500].map((payload) => ({
      name: `${payload} bytes go through the router and back`,
      async run() {
        const { status, size, truncated } = await one(network.server, { payload });
        assert.deepEqual({ status, size, truncated }, { status: 'success', size: payload, truncated: false });
      },
    })),
    {
      name: 'what the router drops times out, in its time',
      async run() {
        const start = performance.now();
        const { status, responder, rtt } = await one(network.dropped, { timeout: 300 });
        const took = performance.now() - start;
        assert.deepEqual([status, responder, rtt], ['timed-out', null, null]);
        assert.ok(took >= 300 && took < 3000, `it took ${took} ms`);
      },
    },
    {
      name: 'a TTL that runs out is told by the router',
      async run() {
        const { status, responder, statusCode, rtt } = await one(network.server, { ttl: 1 });
        assert.deepEqual([status, responder, statusCode], ['ttl-expired-in-transit', network.router, 11013]);
        assert.ok(rtt! >= 0);
      },
    },
    ...Object.entries(network.refused).map(([status, address]) => ({
      name: `${status} is told by the router`,
      async run() {
        const reply = await one(address);
        assert.deepEqual([reply.status, reply.responder, reply.errorCode], [status, network.router, null]);
        assert.ok(reply.rtt! >= 0);
      },
    })),
    {
      name: 'unsubscribing cancels what is in flight, and leaves nothing behind',
      async run() {
        const values: unknown[] = [];
        const streams = [
          probe(network.dropped, usual),
          ping(network.dropped, { ...usual, interval: 10 }),
          ping('127.0.0.1', { ...usual, interval: 5 }),
          sweep(`${network.dropped}/30`, usual),
        ];
        const subscriptions = streams.map((stream) => stream.subscribe((value) => values.push(value)));
        await new Promise((resolve) => setTimeout(resolve, 100));
        assert.ok(outstanding() > 3, `${outstanding()} are outstanding`);
        for (const subscription of subscriptions) subscription.unsubscribe();
        assert.equal(outstanding(), 0);
        const { length } = values;
        assert.ok(length > 3);
        await new Promise((resolve) => setTimeout(resolve, 200));
        assert.equal(values.length, length);
        assert.equal(selectDriver(driver).counters().handles, 0);
      },
    },
    {
      name: 'a series ends by take() from within',
      async run() {
        assert.equal((await all(ping('127.0.0.1', { ...usual, interval: 10 }).pipe(take(3)))).length, 3);
        assert.equal(outstanding(), 0);
      },
    },
    {
      name: 'the diagnosis names the ICMP API and the interfaces; the counters are its health',
      async run() {
        const { driver: name, platform, sockets, interfaces } = await diagnose(driver);
        assert.deepEqual([name, platform], [driver, 'win32-x64']);
        assert.ok(sockets.some(({ family, kind, usable }) => family === 4 && kind === 'icmp-api' && usable));
        assert.ok(interfaces.length > 0);
        const { sent, received, timedOut } = await firstValueFrom(engineHealth(50, driver));
        assert.ok(sent >= 20_000 && received >= 20_000 && timedOut >= 1, `${sent}, ${received}, ${timedOut}`);
      },
    },
  ];
}

function all<T>(stream: Observable<T>): Promise<T[]> {
  return lastValueFrom(stream.pipe(toArray()));
}
