import { describe, expect, test } from 'vitest';
import { echoRequest, IP_FLAG_DF, type EchoCompletion, type EchoRequest } from 'rxicmp/icmpapi';
import { SimulatedNetwork, type Scenario } from 'rxicmp/testing';
import { inVirtualTime } from '../observables/virtual.ts';

/** All completions of requests that are sent one after the other. */
function completionsOf(scenario: Scenario, ...requests: readonly EchoRequest[]): EchoCompletion[] {
  const completions: EchoCompletion[] = [];
  inVirtualTime((scheduler) => {
    const network = new SimulatedNetwork(scenario, scheduler);
    const handles = { 4: network.createFile(4), 6: network.createFile(6) };
    for (const request of requests) {
      const handle = handles[request.destination.includes(':') ? 6 : 4];
      network.sendEcho2Ex(handle, request, (one) => completions.push(one));
      scheduler.flush();
    }
  });
  return completions;
}

describe('routers on the way', () => {
  test.each([
    ['192.0.2.1', '198.51.100.', { icmpType: 11, icmpCode: 0 }],
    ['2001:db8::1', '2001:db8:1::', { icmpType: 3, icmpCode: 0 }],
  ])('%s: a TTL that is used up is told by the router', (address, prefix, icmp) => {
    const host = { address, latency: [7, 1], routers: [`${prefix}1`, null, `${prefix}3`] };
    const ask = (ttl: number | null) => completionsOf({ hosts: [host] }, echoRequest(address, { ttl, timeout: 50 }));
    const expired = { status: 11013, roundTripTime: 7, dataSize: null, mtu: null, ...icmp };
    expect(ask(1)).toMatchObject([{ ...expired, address: `${prefix}1`, ttl: 64 }]);
    expect(ask(2)).toMatchObject([{ status: 11010, address: null }]);
    expect(ask(3)).toMatchObject([{ ...expired, address: `${prefix}3`, ttl: 62 }]);
    for (const ttl of [4, null]) expect(ask(ttl)).toMatchObject([{ status: 0, address, ttl: 61 }]);
  });

  test('a request that expires does not reach the host: it is none of those that the host counts', () => {
    const host = { address: '192.0.2.1', routers: ['198.51.100.1'], loss: { every: 2 }, latency: [3, 5] };
    const expiring = echoRequest('192.0.2.1', { ttl: 1 });
    const request = echoRequest('192.0.2.1');
    const statuses = completionsOf({ hosts: [host] }, expiring, expiring, request, expiring, request);
    expect(statuses.map(({ status }) => status)).toEqual([11013, 11013, 0, 11013, 11010]);
  });

  test.each([
    ['192.0.2.1', '198.51.100.1'],
    ['2001:db8::1', '2001:db8:1::1'],
  ])('%s: MPLS labels are told where an ICMP error has room for them', (address, router) => {
    const mplsLabels = [{ label: 24_001, trafficClass: 0, bottomOfStack: true, ttl: 1 }];
    const scenario = { hosts: [{ address, routers: [router] }], routers: [{ address: router, mplsLabels, mtu: 1300 }] };
    const large = echoRequest(address, { data: new Uint8Array(1400), flags: IP_FLAG_DF });
    const told = completionsOf(scenario, echoRequest(address, { ttl: 1 }), echoRequest(address), large);
    const inTooBig = address.includes(':') ? null : mplsLabels;
    expect(told.map((one) => one.mplsLabels)).toEqual([mplsLabels, null, inTooBig]);
    expect(told.map(({ status }) => status)).toEqual([11013, 0, 11009]);
  });

  test('a silent host does not silence its routers', () => {
    const host = { address: '192.0.2.1', routers: ['198.51.100.1'], silent: true };
    const [completion] = completionsOf({ hosts: [host] }, echoRequest('192.0.2.1', { ttl: 1 }));
    expect(completion).toMatchObject({ status: 11013, address: '198.51.100.1' });
  });
});

describe('a narrow link', () => {
  const df = { flags: IP_FLAG_DF };
  const router = '198.51.100.1';

  test.each([
    ['192.0.2.1', router, 28, { icmpType: 3, icmpCode: 4 }],
    ['2001:db8::1', '2001:db8:1::1', 48, { icmpType: 2, icmpCode: 0 }],
  ])('%s behind %s: lets through what fits with its %i bytes of headers', (address, router, headers, icmp) => {
    const scenario = { hosts: [{ address, routers: [router], mtu: 1400 }] };
    const ask = (size: number, options: object) =>
      completionsOf(scenario, echoRequest(address, { data: new Uint8Array(size - headers), ...options }));
    expect(ask(1400, df)).toMatchObject([{ status: 0 }]);
    expect(ask(1401, df)).toMatchObject([{ status: 11009, address: router, mtu: 1400, errorCode: null, ...icmp }]);
    expect(ask(1401, { ...df, ttl: 1 })).toMatchObject([{ status: 11013, address: router, mtu: null }]);
  });

  test('fragments in IPv4 unless it is told not to', () => {
    const scenario = { hosts: [{ address: '192.0.2.1', routers: [router], mtu: 1400 }] };
    expect(completionsOf(scenario, echoRequest('192.0.2.1', { data: 3000 }))).toMatchObject([{ status: 0 }]);
  });

  test('never fragments in IPv6: the sender does, once it was told, and forgets nothing by what is wider', () => {
    const [address, far, near] = ['2001:db8::1', '2001:db8:1::1', '2001:db8:1::2'] as [string, string, string];
    const routers = [
      { address: near, mtu: 1450, latency: 3 },
      { address: far, mtu: 1300, latency: 9 },
    ];
    const scenario = { routers, hosts: [{ address, routers: [near, far] }] };
    const big = echoRequest(address, { data: 3000 });
    const tooBig = (from: string, mtu: number) => ({ status: 11009, address: from, mtu });
    expect(completionsOf(scenario, big, big, big, echoRequest(address, { ...df, data: 1410 }), big)).toMatchObject([
      tooBig(near, 1450),
      tooBig(far, 1300),
      { status: 0, dataSize: 3000 },
      tooBig(near, 1450),
      { status: 0 },
    ]);
  });

  test('is told in vain where the MTU is less than IPv6 has anywhere', () => {
    const host = { address: '2001:db8::1', routers: ['2001:db8:1::1'], mtu: 1000 };
    const big = echoRequest(host.address, { data: 1200 });
    expect(completionsOf({ hosts: [host] }, big, big)).toMatchObject([{ status: 11009 }, { status: 11009 }]);
  });

  test('may not tell its MTU, or nothing at all', () => {
    const ask = (host: object) => {
      const scenario = { hosts: [{ address: '192.0.2.1', mtu: 1400, ...host }] };
      return completionsOf(scenario, echoRequest('192.0.2.1', { ...df, data: 1400, timeout: 50 }));
    };
    expect(ask({ tooBig: 'without-mtu', routers: [router] })).toMatchObject([{ status: 11009, mtu: null }]);
    expect(ask({ tooBig: 'silent', routers: [router] })).toMatchObject([{ status: 11010 }]);
    expect(ask({ routers: [null, router] })).toMatchObject([{ status: 11010 }]);
    expect(ask({})).toMatchObject([{ status: 11009, mtu: 1400, address: '192.0.2.1' }]);
  });

  test('of this machine refuses at once', () => {
    const ask = (options: object) => {
      const scenario = { mtu: 1500, hosts: [{ address: '192.0.2.1' }] };
      return completionsOf(scenario, echoRequest('192.0.2.1', options));
    };
    const refused = { status: 11009, errorCode: 'EMSGSIZE', errorNumber: 90, roundTripTime: null, final: true };
    expect(ask({ ...df, data: 1473 })).toMatchObject([refused]);
    expect(ask({ ...df, data: 1472 })).toMatchObject([{ status: 0 }]);
    expect(ask({ data: 1473 })).toMatchObject([{ status: 0 }]);
  });
});
