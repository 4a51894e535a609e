import {
  baselineShift,
  ewmaHysteresis,
  groupByTarget,
  hopStatistics,
  ipdv,
  ping,
  probe,
  probeEach,
  quorum,
  reachability,
  retryProbe,
  routeChanges,
  statistics,
  sweepEvery,
  takeUntilAborted,
  throwIfFailed,
  traceroute,
} from 'rxicmp';
import { recordTo } from 'rxicmp/sinks';
import { EMPTY, map, merge, of, share, Subject, take, tap, timer } from 'rxjs';
import { it } from 'vitest';
import { expectMarbles, row } from './marbles.ts';

const HOST = '192.0.2.1';
const text = ({ to }: { readonly to: string }) => to;
const kind = text;

/** A host with a result for each request: so many milliseconds, or null for no answer. */
const host = (latency: readonly (number | null)[], address = HOST) => ({ address, latency });

/** The last number of the address, in the colour of the probe's status. */
const byTarget = {
  text: ({ target }: { readonly target: string }) => `.${target.split('.')[3]!}`,
  kind: ({ status }: { readonly status: string }) => status,
};

it('retryProbe', () => {
  expectMarbles('retryProbe', 300, { hosts: [host([null, null, null, 30])] }, () => [
    row({
      code: "probe('192.0.2.1', { timeout: 60 })",
      stream: probe(HOST, { timeout: 60 }),
      does: ['60 t', '60 |'],
    }),
    row({
      code: 'retryProbe({ count: 2, delay: 40 })',
      stream: probe(HOST, { timeout: 60 }).pipe(retryProbe({ count: 2, delay: 40 })),
      does: ['230 r', '230 |'],
    }),
  ]);
});

it('throwIfFailed', () => {
  expectMarbles('throwIfFailed', 500, { hosts: [host([30, 30, null])] }, () => {
    const source = ping(HOST, { interval: 100, timeout: 80, count: 4 }).pipe(share());
    return [
      row({
        code: "ping('192.0.2.1', { interval: 100, timeout: 80, count: 4 })",
        stream: source,
        does: ['30 r', '130 r', '280 t', '380 t', '380 |'],
      }),
      row({ code: 'throwIfFailed()', stream: source.pipe(throwIfFailed()), does: ['30 r', '130 r', '280 #'] }),
    ];
  });
});

it('takeUntilAborted', () => {
  expectMarbles('takeUntilAborted', 500, { hosts: [host([30])] }, () => {
    const controller = new AbortController();
    const abort = timer(250).pipe(map(() => controller.abort()));
    const source = ping(HOST, { interval: 100, count: 5 });
    return [
      row({ code: 'controller.abort()', stream: abort, does: ['250 abort', '250 |'], text: () => 'abort' }),
      row({
        code: "ping('192.0.2.1', { interval: 100, count: 5 })",
        stream: source.pipe(share()),
        does: ['30 r', '130 r', '230 r', '330 r', '430 r', '430 |'],
      }),
      row({
        code: 'takeUntilAborted(controller.signal)',
        stream: source.pipe(takeUntilAborted(controller.signal)),
        does: ['30 r', '130 r', '230 r', '250 |'],
      }),
    ];
  });
});

it('probeEach', () => {
  const hosts = [host([120], '192.0.2.1'), host([40], '192.0.2.2'), host([40], '192.0.2.3')];
  expectMarbles('probeEach', 400, { hosts }, () => {
    const targets = timer(20, 60).pipe(
      take(3),
      map((n) => `192.0.2.${n + 1}`),
      share(),
    );
    return [
      row({
        code: 'targets',
        stream: targets,
        does: ['20 .1', '80 .2', '140 .3', '140 |'],
        text: (target) => `.${target.split('.')[3]!}`,
      }),
      row({
        code: 'probeEach()',
        stream: targets.pipe(probeEach()),
        does: ['120 .2', '140 .1', '180 .3', '180 |'],
        ...byTarget,
      }),
    ];
  });
});

it('sweepEvery', () => {
  const hosts = [host([40], '192.0.2.1'), host([20, null, 20], '192.0.2.2')];
  expectMarbles('sweepEvery', 900, { hosts }, () => {
    const list = of(['192.0.2.1', '192.0.2.2']);
    return [
      row({ code: 'lists', stream: list, does: ['0 [.1, .2]', '0 |'], text: () => '[.1, .2]' }),
      row({
        code: 'sweepEvery(300, { rounds: 3, timeout: 100 })',
        stream: list.pipe(sweepEvery(300, { rounds: 3, timeout: 100 })),
        does: ['40 .1', '170 .2', '340 .1', '550 .2', '640 .1', '770 .2', '770 |'],
        ...byTarget,
      }),
    ];
  });
});

it('groupByTarget', () => {
  const hosts = [host([20], '192.0.2.1'), host([40], '192.0.2.2')];
  expectMarbles('groupByTarget', 500, { hosts }, () => {
    const source = merge(
      ping('192.0.2.1', { interval: 200, count: 2 }),
      ping('192.0.2.2', { interval: 200, count: 3 }),
    ).pipe(share());
    return [
      row({
        code: 'merge(ping(…), ping(…))',
        stream: source,
        does: ['20 .1', '40 .2', '220 .1', '240 .2', '440 .2', '440 |'],
        ...byTarget,
      }),
      row({
        code: 'groupByTarget()',
        stream: source.pipe(groupByTarget()),
        does: ['20 group .1', '40 group .2', '440 |'],
        text: ({ key }) => `group .${key.split('.')[3]!}`,
      }),
    ];
  });
});

it('statistics', () => {
  expectMarbles('statistics', 600, { hosts: [host([20, 60, null, 40])] }, () => {
    const source = ping(HOST, { interval: 100, timeout: 90, count: 5 }).pipe(share());
    return [
      row({
        code: "ping('192.0.2.1', { interval: 100, timeout: 90, count: 5 })",
        stream: source,
        does: ['20 r', '160 r', '290 t', '340 r', '440 r', '440 |'],
      }),
      row({
        code: 'statistics({ every: 200 })',
        stream: source.pipe(statistics({ every: 200 })),
        does: ['220 2 of 2, 40 ms', '440 4 of 5, 40 ms', '440 |'],
        text: ({ received, sent, rtt }) => `${received} of ${sent}, ${rtt?.avg ?? '-'} ms`,
      }),
    ];
  });
});

it('ipdv', () => {
  expectMarbles('ipdv', 600, { hosts: [host([20, 60, null, 40, 30])] }, () => {
    const source = ping(HOST, { interval: 100, timeout: 90, count: 5 }).pipe(share());
    return [
      row({
        code: "ping('192.0.2.1', { interval: 100, timeout: 90, count: 5 })",
        stream: source,
        does: ['20 r', '160 r', '290 t', '340 r', '430 r', '430 |'],
      }),
      row({
        code: 'ipdv()',
        stream: source.pipe(ipdv()),
        does: ['160 40 ms', '290 null', '340 null', '430 -10 ms', '430 |'],
        text: ({ ipdv }) => (ipdv === null ? 'null' : `${ipdv} ms`),
      }),
    ];
  });
});

it('hopStatistics', () => {
  const scenario = {
    hosts: [{ address: HOST, latency: 40, routers: ['198.51.100.1'] }],
    routers: [{ address: '198.51.100.1', latency: 20, loss: { every: 2 } }],
  };
  expectMarbles('hopStatistics', 900, scenario, () => {
    const source = traceroute(HOST, { rounds: 2, interval: 500, probes: 1, timeout: 100 }).pipe(share());
    return [
      row({
        code: "traceroute('192.0.2.1', { rounds: 2, interval: 500, probes: 1, timeout: 100 })",
        stream: source,
        does: ['20 hop 1', '40 hop 2', '600 hop 1', '600 hop 2', '600 |'],
        text: ({ ttl }) => `hop ${ttl}`,
      }),
      row({
        code: 'hopStatistics()',
        stream: source.pipe(hopStatistics()),
        does: ['20 1/1', '40 1/1 1/1', '600 1/2 1/1', '600 1/2 2/2', '600 |'],
        text: (hops) => hops.map(({ received, sent }) => `${received}/${sent}`).join(' '),
      }),
    ];
  });
});

it('routeChanges', () => {
  const [before, after] = ['198.51.100.2', '198.51.100.3'] as const;
  const phases = [
    { for: 450, routers: [before] },
    { for: 450, routers: [after] },
  ];
  const scenario = {
    hosts: [{ address: HOST, latency: 70, phases }],
    routers: [before, after].map((address) => ({ address, latency: 20 })),
  };
  expectMarbles('routeChanges', 1000, scenario, () => {
    const source = traceroute(HOST, { probes: 1, interval: 200, rounds: 5 }).pipe(share());
    return [
      row({
        code: "traceroute('192.0.2.1', { probes: 1, interval: 200, rounds: 5 })",
        stream: source,
        does: [
          '20 .2',
          '70 .1',
          '220 .2',
          '270 .1',
          '420 .2',
          '470 .1',
          '620 .3',
          '670 .1',
          '820 .3',
          '870 .1',
          '870 |',
        ],
        text: ({ responders }) => `.${responders[0]!.split('.')[3]!}`,
      }),
      row({
        code: 'routeChanges({ rounds: 2 })',
        stream: source.pipe(routeChanges({ rounds: 2 })),
        does: ['870 hop 1: .3', '870 |'],
        text: ({ ttl, to }) => `hop ${ttl}: .${to[ttl - 1]![0]!.split('.')[3]!}`,
      }),
    ];
  });
});

it('reachability', () => {
  expectMarbles('reachability', 900, { hosts: [host([20, 20, null, null, null, 20, 20, 20])] }, () => {
    const source = ping(HOST, { interval: 100, timeout: 90, count: 8 }).pipe(share());
    return [
      row({
        code: "ping('192.0.2.1', { interval: 100, timeout: 90, count: 8 })",
        stream: source,
        does: ['20 r', '120 r', '290 t', '390 t', '490 t', '520 r', '620 r', '720 r', '720 |'],
      }),
      row({
        code: 'reachability()',
        stream: source.pipe(reachability()),
        does: ['120 up', '490 down', '620 up', '720 |'],
        text,
        kind,
      }),
    ];
  });
});

it('ewmaHysteresis', () => {
  expectMarbles('ewmaHysteresis', 1000, { hosts: [host([20, 20, null, null, null, 20, 20, 20, 20])] }, () => {
    const source = ping(HOST, { interval: 100, timeout: 90, count: 9 }).pipe(share());
    return [
      row({
        code: "ping('192.0.2.1', { interval: 100, timeout: 90, count: 9 })",
        stream: source,
        does: ['20 r', '120 r', '290 t', '390 t', '490 t', '520 r', '620 r', '720 r', '820 r', '820 |'],
      }),
      row({
        code: 'ewmaHysteresis({ weight: 0.5, high: 0.75 })',
        stream: source.pipe(ewmaHysteresis({ weight: 0.5, high: 0.75 })),
        does: ['120 normal', '390 raised', '720 normal', '820 |'],
        text,
        kind,
      }),
    ];
  });
});

it('baselineShift', () => {
  expectMarbles('baselineShift', 1000, { hosts: [host([10, 10, 10, 10, 40, 40, 10, 10, 10])] }, () => {
    const source = ping(HOST, { interval: 100, timeout: 90, count: 9 }).pipe(share());
    return [
      row({
        code: "ping('192.0.2.1', { interval: 100, timeout: 90, count: 9 })",
        stream: source,
        does: ['10 r', '110 r', '210 r', '310 r', '440 r', '540 r', '610 r', '710 r', '810 r', '810 |'],
      }),
      row({
        code: 'baselineShift({ recent: 2, baseline: 2 })',
        stream: source.pipe(baselineShift({ recent: 2, baseline: 2 })),
        does: ['310 normal', '440 raised', '610 normal', '810 |'],
        text,
        kind,
      }),
    ];
  });
});

it('quorum', () => {
  const hosts = [
    host([20, null, null, 20, 20], '192.0.2.1'),
    host([40, 40, null, null, 40], '192.0.2.2'),
    host([60], '192.0.2.3'),
  ];
  expectMarbles('quorum', 700, { hosts }, () => {
    // One target, as three places see it.
    const seenFrom = (place: string, address: string) =>
      ping({ target: address, tag: place }, { interval: 100, timeout: 90, count: 5 }).pipe(
        map((reply) => ({ ...reply, target: 'example.com' })),
      );
    const streams = [
      { place: 'Paris', address: '192.0.2.1', does: ['20 r', '190 t', '290 t', '320 r', '420 r', '420 |'] },
      { place: 'Osaka', address: '192.0.2.2', does: ['40 r', '140 r', '290 t', '390 t', '440 r', '440 |'] },
      { place: 'Lima', address: '192.0.2.3', does: ['60 r', '160 r', '260 r', '360 r', '460 r', '460 |'] },
    ].map((place) => ({ ...place, stream: seenFrom(place.place, place.address).pipe(share()) }));
    return [
      ...streams.map(({ place, stream, does }) => row({ code: `from ${place}`, stream, does })),
      row({
        code: 'quorum({ down: { n: 1, of: 1 }, up: { n: 1, of: 1 } })',
        stream: merge(...streams.map(({ stream }) => stream)).pipe(
          quorum({ down: { n: 1, of: 1 }, up: { n: 1, of: 1 } }),
        ),
        does: ['40 up', '290 down', '320 up', '460 |'],
        text,
        kind,
      }),
    ];
  });
});

it('recordTo', () => {
  expectMarbles('recordTo', 700, { hosts: [host([20])] }, () => {
    const written = new Subject<string>();
    const sink = {
      write: (batch: readonly unknown[]) => timer(120).pipe(tap(() => written.next(`${batch.length} written`))),
      close: () => {
        written.complete();
        return EMPTY;
      },
    };
    const source = ping(HOST, { interval: 100, count: 5 }).pipe(share());
    return [
      row({
        code: "ping('192.0.2.1', { interval: 100, count: 5 })",
        stream: source,
        does: ['20 r', '120 r', '220 r', '320 r', '420 r', '420 |'],
      }),
      row({
        code: 'recordTo(sink, { batch: 2 })',
        stream: source.pipe(recordTo(sink, { batch: 2 })),
        does: ['20 r', '120 r', '220 r', '320 r', '420 r', '560 |'],
      }),
      row({
        code: 'the sink, whose writes take 120 ms',
        stream: written,
        does: ['240 2 written', '440 2 written', '560 1 written', '560 |'],
        text: (text) => text,
      }),
    ];
  });
});
