import { engineHealth, monitor, pathMtu, ping, probe, sweep, traceroute } from 'rxicmp';
import { it } from 'vitest';
import { expectMarbles, row } from './marbles.ts';

it('probe', () => {
  expectMarbles('probe', 100, { hosts: [{ address: '192.0.2.1', latency: 40 }] }, () => [
    row({ code: "probe('192.0.2.1')", stream: probe('192.0.2.1'), does: ['40 r', '40 |'] }),
  ]);
});

it('ping', () => {
  const scenario = { hosts: [{ address: '192.0.2.1', latency: 60, loss: { every: 3 } }] };
  expectMarbles('ping', 1000, scenario, () => [
    row({
      code: "ping('192.0.2.1', { interval: 200, timeout: 150, count: 4 })",
      stream: ping('192.0.2.1', { interval: 200, timeout: 150, count: 4 }),
      does: ['60 r', '260 r', '550 t', '660 r', '660 |'],
    }),
  ]);
});

it('sweep', () => {
  const hosts = [1, 2, 4].map((n) => ({ address: `192.0.2.${n}`, latency: 40 * n }));
  expectMarbles('sweep', 400, { hosts }, () => [
    row({
      code: "sweep(['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'], { rate: 20, timeout: 200 })",
      stream: sweep(['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'], { rate: 20, timeout: 200 }),
      does: ['40 .1', '130 .2', '300 .3', '310 .4', '310 |'],
      text: ({ target }) => `.${target.split('.')[3]!}`,
      kind: ({ status }) => status,
    }),
  ]);
});

it('monitor', () => {
  const hosts = [
    { address: '192.0.2.1', latency: 40 },
    { address: '192.0.2.2', latency: [20, null, 20] },
  ];
  expectMarbles('monitor', 900, { hosts }, () => [
    row({
      code: "monitor(['192.0.2.1', '192.0.2.2'], { interval: 300, rounds: 3, timeout: 100 })",
      stream: monitor(['192.0.2.1', '192.0.2.2'], { interval: 300, rounds: 3, timeout: 100 }),
      does: ['40 .1', '170 .2', '340 .1', '550 .2', '640 .1', '770 .2', '770 |'],
      text: ({ target }) => `.${target.split('.')[3]!}`,
      kind: ({ status }) => status,
    }),
  ]);
});

it('traceroute', () => {
  const routers = ['198.51.100.1', null, '198.51.100.3'];
  const scenario = {
    hosts: [{ address: '192.0.2.1', latency: 50, routers }],
    routers: [
      { address: '198.51.100.1', latency: 10 },
      { address: '198.51.100.3', latency: 30 },
    ],
  };
  expectMarbles('traceroute', 300, scenario, () => [
    row({
      code: "traceroute('192.0.2.1', { timeout: 200 })",
      stream: traceroute('192.0.2.1', { timeout: 200 }),
      does: ['10 1: 1', '200 2: silent', '200 3: 3', '200 4: 1', '200 |'],
      text: ({ ttl, responders }) => `${ttl}: ${responders[0]?.split('.').at(-1) ?? 'silent'}`,
      kind: ({ replies }) => replies[0]!.status,
    }),
  ]);
});

it('pathMtu', () => {
  const scenario = { hosts: [{ address: '192.0.2.1', latency: 20, routers: ['198.51.100.1'], mtu: 1400 }] };
  expectMarbles('pathMtu', 100, scenario, () => [
    row({
      code: "pathMtu('192.0.2.1')",
      stream: pathMtu('192.0.2.1'),
      does: ['20 68?', '40 65528?', '60 MTU 1400', '60 |'],
      text: ({ size, mtu }) => (mtu === null ? `${size}?` : `MTU ${mtu}`),
      kind: ({ reply }) => reply.status,
    }),
  ]);
});

it('engineHealth', () => {
  expectMarbles('engineHealth', 500, { hosts: [{ address: '192.0.2.1', latency: 60 }] }, () => [
    row({
      code: "ping('192.0.2.1', { interval: 100, count: 5 })",
      stream: ping('192.0.2.1', { interval: 100, count: 5 }),
      does: ['60 r', '160 r', '260 r', '360 r', '460 r', '460 |'],
    }),
    row({
      code: 'engineHealth(150)',
      stream: engineHealth(150),
      does: ['0 1 sent', '150 2 sent', '300 3 sent', '450 5 sent'],
      text: ({ sent }) => `${sent} sent`,
    }),
  ]);
});
