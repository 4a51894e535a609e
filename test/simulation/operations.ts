import { pathMtu, ping, probe, sweep, traceroute, type EchoReply } from 'rxicmp';
import { echoRequest, IP_FLAG_DF, type EchoCompletion, type EchoRequest, type IcmpDriver } from 'rxicmp/icmpapi';
import type { Scenario } from 'rxicmp/testing';
import { from, map, merge, mergeMap, Observable, tap } from 'rxjs';
import { checkBeats } from './offBeat.ts';
import { tellCompletion, tellHop, tellReply, tellStep } from './tell.ts';

/**
 * Milliseconds. Scenarios are made for these: an answer that takes longer than the first is late, and longer than both
 * is lost.
 */
export const timeout = 250;
export const lateWindow = 250;
export const interval = 100;
export const count = 16;

/** An event in words that are the same on every network, with its round-trip times. */
export interface Line {
  readonly target: string;
  readonly text: string;
  readonly rtts: readonly number[];
}

type Operation = (scenario: Scenario, driver: IcmpDriver) => Observable<Line>;

/** The operations on every scenario, each on all of its hosts at once. */
export const operations: Readonly<Record<string, Operation>> = {
  probe: each(({ target, ...rest }) => probe(target, { timeout, ...rest }).pipe(map(lineOf))),

  ping: each(({ target, ...rest }) =>
    ping(target, { timeout, lateWindow, interval, count, ...rest }).pipe(tap(checkBeats(interval)), map(lineOf)),
  ),

  requests: each(({ target, driver, networkInterface }) =>
    from(requests).pipe(
      mergeMap(([name, options]) => {
        const request = echoRequest(target, { timeout, networkInterface: networkInterface ?? null, ...options });
        return completionsOf(driver, request).pipe(
          map((completion) => ({
            target,
            text: `${target} ${name}: ${tellCompletion(completion)}`,
            rtts: completion.roundTripTime === null ? [] : [completion.roundTripTime],
          })),
        );
      }),
    ),
  ),

  sweep: (scenario, driver) => {
    const targets = scenario.hosts.map((host) => ({ target: host.address, ...through(scenario, host.address) }));
    return sweep(targets, { driver, timeout, retry: 1, rate: Infinity, payload: 1400 }).pipe(map(lineOf));
  },

  traceroute: each(({ target, ...rest }) =>
    traceroute(target, { timeout, maxTtl: 6, probes: 2, ...rest }).pipe(
      map((hop) => ({ target, text: `${target} ${tellHop(hop)}`, rtts: hop.replies.flatMap(rttOf) })),
    ),
  ),

  pathMtu: each(({ target, ...rest }) =>
    pathMtu(target, { timeout, retry: 1, ...rest }).pipe(
      map((step) => ({ target, text: `${target} ${tellStep(step)}`, rtts: rttOf(step.reply) })),
    ),
  ),
};

/** Requests of the port, each by the name of what it is about. They go out together, in this order. */
const requests: readonly (readonly [name: string, options: Partial<EchoRequest>])[] = [
  ['plain', {}],
  ['told when it leaves', { reportSent: true, lateWindow }],
  ['bytes of the caller', { data: Uint8Array.from({ length: 100 }, (_, i) => i), wantData: true }],
  ['nothing in it', { data: 0, lateWindow }],
  ['less than a cookie', { data: 5, lateWindow }],
  ['TTL 1', { ttl: 1, lateWindow }],
  ['TTL 2', { ttl: 2, tos: 8 }],
  ['not fragmented', { data: 1472, flags: IP_FLAG_DF }],
  ['larger than the interface takes', { data: 1500, flags: IP_FLAG_DF, reportSent: true }],
  ['in fragments', { data: 3000, lateWindow }],
  ['a small reply buffer', { data: 200, replySize: 100 }],
];

/** Everything that the driver tells of a request, the end included. */
function completionsOf(driver: IcmpDriver, request: EchoRequest): Observable<EchoCompletion> {
  return new Observable((subscriber) => {
    const handle = driver.createFile(request.destination.includes(':') ? 6 : 4);
    driver.sendEcho2Ex(handle, request, (completion) => {
      subscriber.next(completion);
      if (completion.final) subscriber.complete();
    });
    return () => driver.closeHandle(handle);
  });
}

interface Task {
  readonly target: string;
  readonly driver: IcmpDriver;
  readonly networkInterface?: string;
}

function each(run: (task: Task) => Observable<Line>): Operation {
  return (scenario, driver) =>
    merge(...scenario.hosts.map(({ address }) => run({ target: address, driver, ...through(scenario, address) })));
}

/** A group is reached through an interface of the scenario's. */
function through({ hosts, interfaces = [] }: Scenario, target: string): { readonly networkInterface?: string } {
  const [networkInterface] = interfaces;
  const isGroup = hosts.some(({ address, responders }) => address === target && responders !== undefined);
  return isGroup && networkInterface !== undefined ? { networkInterface } : {};
}

function lineOf(reply: EchoReply<unknown>): Line {
  const { target, sequence } = reply;
  return { target, text: `${target} ${sequence}: ${tellReply(reply)}`, rtts: rttOf(reply) };
}

function rttOf({ rtt }: EchoReply<unknown>): readonly number[] {
  return rtt === null ? [] : [rtt];
}
