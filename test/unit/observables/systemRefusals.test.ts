import { IcmpError, pathMtu, ping, probe, probeEach, sweep, sweepEvery, traceroute, type EchoReply } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork } from 'rxicmp/testing';
import { map, of, type Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { IcmpSystemError } from '../../../src/errors.ts';
import { inVirtualTime, watch, withMembers } from './virtual.ts';

const hosts = [
  { address: '192.0.2.1', latency: 20 },
  { address: '2001:db8::1', latency: 20 },
];
const notSupported = { name: 'ERROR_NOT_SUPPORTED', number: 50 };

/** The error of a driver that gets no socket from the system. */
function refusal(errorCode: string): IcmpError {
  return new IcmpSystemError(errorCode, `No socket: ${errorCode}.`, null, notSupported);
}

/** A driver on a machine whose IPv6 is off. */
function withoutIpv6(network: SimulatedNetwork): IcmpDriver {
  return withMembers(network, {
    createFile: (family) => {
      if (family === 6) throw refusal('EAFNOSUPPORT');
      return network.createFile(family);
    },
  });
}

function inNetwork(test: (network: SimulatedNetwork, scheduler: TestScheduler) => void): void {
  inVirtualTime((scheduler) => {
    const network = new SimulatedNetwork({ hosts, names: { 'both.example': ['2001:db8::1', '192.0.2.1'] } }, scheduler);
    test(network, scheduler);
    scheduler.flush();
    expect(network.counters()).toMatchObject({ handles: 0, outstanding: 0 });
  });
}

const streams: Readonly<Record<string, (driver: IcmpDriver) => Observable<EchoReply<unknown>>>> = {
  probe: (driver) => probe('2001:db8::1', { driver }),
  'probe of a name': (driver) => probe('both.example', { driver }),
  ping: (driver) => ping('2001:db8::1', { driver, count: 1 }),
  'ping of a name': (driver) => ping('both.example', { driver, count: 1 }),
  sweep: (driver) => sweep(['2001:db8::1'], { driver }),
  probeEach: (driver) => of('2001:db8::1').pipe(probeEach({ driver })),
  sweepEvery: (driver) => of(['2001:db8::1']).pipe(sweepEvery(100, { driver, rounds: 1 })),
  traceroute: (driver) => traceroute('2001:db8::1', { driver }).pipe(map(({ replies }) => replies[0]!)),
  pathMtu: (driver) => pathMtu('2001:db8::1', { driver }).pipe(map(({ reply }) => reply)),
};

describe.each(Object.entries(streams))('%s', (_name, stream) => {
  it('tells a system without the IP version as a value', () => {
    inNetwork((network, scheduler) => {
      const { lines, replies } = watch(stream(withoutIpv6(network)), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['0 0 not-sent', '0 complete']);
      expect(replies[0]).toMatchObject({ errorCode: 'EAFNOSUPPORT', destination: '2001:db8::1', rtt: null });
    });
  });

  it('tells what the system refuses in the call of a request as a value', () => {
    inNetwork((network, scheduler) => {
      const driver = withMembers(network, {
        sendEcho2Ex: () => {
          throw refusal('EMFILE');
        },
      });
      const { lines, replies } = watch(stream(driver), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['0 0 not-sent', '0 complete']);
      expect(replies[0]).toMatchObject({ errorCode: 'EMFILE', destination: '2001:db8::1' });
    });
  });

  it.each(['ERR_ICMP_SYSTEM', 'ERR_ICMP_PERMISSION', 'ERR_ICMP_HANDLE_CLOSED'] as const)(
    'ends with a %s that waiting cannot mend',
    (code) => {
      inNetwork((network, scheduler) => {
        const driver = withMembers(network, {
          sendEcho2Ex: () => {
            throw new IcmpError(code, 'Not here.');
          },
        });
        const { lines } = watch(stream(driver), scheduler);
        scheduler.flush();
        expect(lines).toEqual([`0 ${code}`]);
      });
    },
  );
});

describe('a machine without IPv6', () => {
  it('costs the other targets of a list nothing', () => {
    inNetwork((network, scheduler) => {
      const driver = withoutIpv6(network);
      const targets = ['192.0.2.1', '2001:db8::1', '192.0.2.1'];
      const once = watch(sweep(targets, { driver, rate: Infinity }), scheduler);
      const each = watch(of(...targets).pipe(probeEach({ driver, rate: Infinity })), scheduler);
      const rounds = watch(of(targets.slice(0, 2)).pipe(sweepEvery(100, { driver, rounds: 2 })), scheduler);
      scheduler.flush();
      for (const { replies, lines } of [once, each]) {
        expect(replies.map(({ status }) => status)).toEqual(['not-sent', 'success', 'success']);
        expect(lines.at(-1)).toBe('20 complete');
      }
      expect(rounds.replies.map(({ status, round }) => `${round} ${status}`).sort()).toEqual([
        '0 not-sent',
        '0 success',
        '1 not-sent',
        '1 success',
      ]);
    });
  });

  it.each(['driver', 'timer'])(
    'costs the other addresses of a name nothing, with the beat kept by the %s',
    (keeper) => {
      inNetwork((network, scheduler) => {
        const features = keeper === 'driver' ? network.features : new Set<never>();
        const asked: string[] = [];
        const driver = withMembers(withoutIpv6(network), {
          features,
          sendEcho2Ex: (handle, request, onCompletion) => {
            asked.push(`${scheduler.now()} for ${request.notBefore ?? 'now'}`);
            return network.sendEcho2Ex(handle, request, onCompletion);
          },
        });
        const { replies, lines } = watch(
          ping('both.example', { driver, count: 3, interval: 100, addresses: 'all' }),
          scheduler,
        );
        scheduler.flush();
        expect(lines).toEqual([
          '0 0 not-sent',
          '20 0 success',
          '100 1 not-sent',
          '120 1 success',
          '200 2 not-sent',
          '220 2 success',
          '220 complete',
        ]);
        expect(replies.filter(({ status }) => status === 'not-sent')).toMatchObject(
          Array(3).fill({ destination: '2001:db8::1', errorCode: 'EAFNOSUPPORT' }),
        );
        // A driver that keeps beats gets each request ahead of its beat.
        const ahead = keeper === 'driver' ? ['0 for 0', '0 for 100', '100 for 200'] : null;
        expect(asked).toEqual(ahead ?? ['0 for now', '100 for now', '200 for now']);
      });
    },
  );

  it('is asked for again when the beat comes, and once only', () => {
    inNetwork((network, scheduler) => {
      const driver = withMembers(network, {
        sendEcho2Ex: (handle, request, onCompletion) => {
          if (handle.family === 6 && request.notBefore === 100) throw refusal('ENOBUFS');
          return network.sendEcho2Ex(handle, request, onCompletion);
        },
      });
      const stream = ping('both.example', { driver, count: 4, interval: 100, addresses: 'all' });
      const { replies } = watch(stream, scheduler);
      scheduler.flush();
      expect(replies.map(({ status }) => status)).toEqual(Array(8).fill('success'));
      const sequences = replies.filter(({ destination }) => destination === '2001:db8::1').map((one) => one.sequence);
      expect(sequences).toEqual([0, 1, 2, 3]);
    });
  });
});

it('a series goes on when the system has sockets again', () => {
  inNetwork((network, scheduler) => {
    let isFull = true;
    const driver = withMembers(network, {
      createFile: (family) => {
        if (isFull) throw refusal('EMFILE');
        return network.createFile(family);
      },
      sendEcho2Ex: (...request) => {
        if (isFull) throw refusal('EMFILE');
        return network.sendEcho2Ex(...request);
      },
    });
    const { lines, replies } = watch(ping('192.0.2.1', { driver, count: 6, interval: 100 }), scheduler);
    scheduler.schedule(() => (isFull = false), 150);
    scheduler.schedule(() => (isFull = true), 250);
    scheduler.schedule(() => (isFull = false), 450);
    scheduler.flush();
    expect(lines).toEqual([
      '0 0 not-sent',
      '100 1 not-sent',
      '220 2 success',
      '320 3 success',
      '400 4 not-sent',
      '520 5 success',
      '520 complete',
    ]);
    expect(replies[4]).toMatchObject({ errorCode: 'EMFILE', destination: '192.0.2.1' });
  });
});
