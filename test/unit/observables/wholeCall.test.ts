import { ping, probe, probeEach, sweep, sweepEvery, traceroute, type EchoReply, type ProbeOptions } from 'rxicmp';
import { encodeIpOptions, type EchoRequest, type IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork } from 'rxicmp/testing';
import { of, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime, watch, withMembers } from './virtual.ts';

const [here, silent, late, named] = ['192.0.2.1', '192.0.2.9', '192.0.2.2', 'host.example'] as const;
const scenario = {
  hosts: [
    { address: here, latency: 20 },
    { address: late, latency: 150 },
    { address: '2001:db8::1', latency: 5 },
  ],
  names: { [named]: ['2001:db8::1', here] },
};
const DATA_KEYS = ['data', 'tos', 'flags', 'ipOptions'];

const streams: readonly (readonly [string, (target: string, options: ProbeOptions) => Observable<EchoReply>])[] = [
  ['probe', probe],
  ['ping', (target, options) => ping(target, { count: 1, ...options })],
  ['sweep', (target, options) => sweep([target], options)],
  ['probeEach', (target, options) => of(target).pipe(probeEach(options))],
  ['sweepEvery', (target, options) => of([target]).pipe(sweepEvery(1000, { rounds: 1, ...options }))],
];

/** The driver, which takes IP options too, and the requests that it got. */
function noting(driver: IcmpDriver): { readonly driver: IcmpDriver; readonly requests: EchoRequest[] } {
  const requests: EchoRequest[] = [];
  const noted = withMembers(driver, {
    features: new Set([...driver.features, 'ipOptions']),
    sendEcho2Ex: (handle, request, onCompletion) => {
      requests.push(request);
      return driver.sendEcho2Ex(handle, { ...request, optionsData: null }, onCompletion);
    },
  });
  return { driver: noted, requests };
}

describe.each(streams)('%s', (_name, stream) => {
  it('hands completion, IP options and the size of the reply to the driver', () => {
    inVirtualTime((scheduler) => {
      const { driver, requests } = noting(new SimulatedNetwork(scenario, scheduler));
      const ipOptions = encodeIpOptions([{ kind: 'record-route', addresses: [], room: 9 }]);
      watch(stream(here, { driver }), scheduler);
      watch(stream(here, { driver, completion: 'apc', ipOptions, replySize: 4096, replyData: true }), scheduler);
      scheduler.flush();
      const usual = { completion: 'event', optionsData: null, replySize: null, wantData: false };
      expect(requests).toMatchObject([
        usual,
        { completion: 'apc', optionsData: ipOptions, replySize: 4096, wantData: true },
      ]);
    });
  });

  it.each([here, silent, named, 'nowhere.example'])('adds what came back only when asked: %s', (target) => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork(scenario, scheduler);
      const plain = watch(stream(target, { driver }), scheduler);
      const whole = watch(stream(target, { driver, replyData: true, tos: 8, payload: Uint8Array.of(1, 2) }), scheduler);
      scheduler.flush();
      const [reply] = plain.replies;
      expect(Object.keys(whole.replies[0]!)).toEqual([...Object.keys(reply!), ...DATA_KEYS]);
      const answer = { data: Uint8Array.of(1, 2), tos: 8, flags: 0, ipOptions: null };
      const nothing = { data: null, tos: null, flags: null, ipOptions: null };
      expect(whole.replies[0]).toMatchObject(reply!.status === 'success' ? answer : nothing);
    });
  });

  it('with IP options a name is an IPv4 address', () => {
    inVirtualTime((scheduler) => {
      const { driver } = noting(new SimulatedNetwork(scenario, scheduler));
      const plain = watch(stream(named, { driver }), scheduler);
      const routed = watch(stream(named, { driver, ipOptions: Uint8Array.of(1, 1, 1, 1) }), scheduler);
      scheduler.flush();
      expect(plain.replies).toMatchObject([{ destination: '2001:db8::1' }]);
      expect(routed.replies).toMatchObject([{ destination: here, status: 'success' }]);
    });
  });

  it('says that the driver has no IP options, before anything is sent', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork(scenario, scheduler);
      const { errors } = watch(stream(here, { driver, ipOptions: Uint8Array.of(1, 1, 1, 1) }), scheduler);
      scheduler.flush();
      expect(errors).toMatchObject([{ code: 'ERR_ICMP_SYSTEM', win32: { number: 50 } }]);
      expect(driver.log).toEqual([]);
    });
  });
});

describe('replyData', () => {
  it('stands on what comes beside the outcomes too', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork(scenario, scheduler);
      const options = { driver, count: 1, timeout: 100, lateWindow: 100, replyData: true } as const;
      const { replies } = watch(ping(late, options), scheduler);
      scheduler.flush();
      expect(replies).toMatchObject([
        { status: 'timed-out', data: null },
        { status: 'late', data: expect.any(Uint8Array) as Uint8Array },
      ]);
    });
  });

  it('may be asked for by one target of many', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork(scenario, scheduler);
      const targets = [here, { target: here, replyData: true, payload: Uint8Array.of(7) }];
      const { replies } = watch(sweep(targets, { driver }), scheduler);
      scheduler.flush();
      expect(replies.map((reply) => 'data' in reply && reply.data)).toEqual([false, Uint8Array.of(7)]);
    });
  });

  it('takes IP options that contradict themselves as they are', () => {
    inVirtualTime((scheduler) => {
      const network = new SimulatedNetwork(scenario, scheduler);
      const driver = withMembers(network, {
        sendEcho2Ex: (handle, request, onCompletion) =>
          network.sendEcho2Ex(handle, request, (completion) =>
            onCompletion({ ...completion, optionsData: Uint8Array.of(7, 99, 4, 1) }),
          ),
      });
      const { replies } = watch(probe(here, { driver, replyData: true }), scheduler);
      scheduler.flush();
      expect(replies).toMatchObject([{ ipOptions: [{ kind: 'other', type: 7, data: Uint8Array.of(4, 1) }] }]);
    });
  });
});

describe('replySize', () => {
  it('of a name is held against the family of its address, before anything is sent', () => {
    for (const [stream, refusal] of [
      [probe, { argument: 'replySize' }],
      [ping, { argument: 'replySize' }],
    ] as const) {
      inVirtualTime((scheduler) => {
        const driver = new SimulatedNetwork(scenario, scheduler);
        const six = watch(stream(named, { driver, replySize: 68 }), scheduler);
        const four = watch(
          stream({ target: 'four.example' }, { driver: network4(scheduler), replySize: 68 }),
          scheduler,
        );
        scheduler.schedule(() => six.subscription.unsubscribe(), 50);
        scheduler.flush();
        expect(six.replies).toMatchObject([{ status: 'success', destination: '2001:db8::1' }]);
        expect(four.errors).toMatchObject([{ ...refusal, win32: { name: 'IP_GENERAL_FAILURE', number: 11050 } }]);
      });
    }
  });

  it('of a sweep is an error at the first target that needs more, and one target’s own is its own', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork(scenario, scheduler);
      const four = watch(sweep([here, '2001:db8::1'], { driver, replySize: 68 }), scheduler);
      const six = watch(sweep(['2001:db8::1', here], { driver, replySize: 68 }), scheduler);
      const own = [{ target: here, replySize: 71 }, { target: 'four.example', replySize: 71 }, here] as const;
      const mixed = watch(sweep(own, { driver: network4(scheduler) }), scheduler);
      scheduler.flush();
      const codes = ({ status, errorCode }: EchoReply) => [status, errorCode];
      expect(four.errors).toMatchObject([{ argument: 'replySize', win32: { number: 11050 } }]);
      // Options that the driver has accepted once do not end the sweep later.
      expect(six.replies.map((reply) => codes(reply as EchoReply))).toEqual([
        ['not-sent', 'EINVAL'],
        ['success', null],
      ]);
      expect(mixed.replies.map((reply) => codes(reply as EchoReply))).toEqual([
        ['not-resolved', 'EINVAL'],
        ['not-sent', 'EINVAL'],
        ['success', null],
      ]);
    });
  });

  it('of a reply with more bytes than were sent is told as 11050, and nobody as the responder', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork(scenario, scheduler);
      const cut = withMembers(driver, {
        sendEcho2Ex: (handle, request, onCompletion) =>
          driver.sendEcho2Ex(handle, { ...request, replySize: 50 }, onCompletion),
      });
      const { replies } = watch(probe(here, { driver: cut, replySize: 72 }), scheduler);
      scheduler.flush();
      expect(replies).toMatchObject([{ status: 'unknown', statusCode: 11050, responder: null, rtt: null }]);
    });
  });
});

it('a route has neither bytes nor types for them', () => {
  inVirtualTime((scheduler) => {
    const driver = new SimulatedNetwork(scenario, scheduler);
    const { errors } = watch(traceroute(here, { driver, replyData: true } as never) as never, scheduler);
    expect(errors).toMatchObject([{ argument: 'replyData' }]);
  });
});

function network4(scheduler: ConstructorParameters<typeof SimulatedNetwork>[1]): SimulatedNetwork {
  return new SimulatedNetwork({ ...scenario, names: { 'four.example': [here] } }, scheduler);
}
