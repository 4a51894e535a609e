import fc from 'fast-check';
import { type EchoReply, histogramCounts } from 'rxicmp';
import type { DriverCounters, IcmpDriver } from 'rxicmp/icmpapi';
import { collectMetrics, type Metrics } from 'rxicmp/metrics';
import { SimulatedNetwork } from 'rxicmp/testing';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { echoReply, success, timedOut } from '../operators/echoReplies.ts';
import { exposedBytes, exposedText } from './exposed.ts';
import { delimited, fields, type Field, unzigzag, varint } from './protobuf.ts';

const PROTOBUF = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

function played(options: object, replies: readonly EchoReply[]): Metrics<EchoReply<unknown>> {
  const metrics = collectMetrics({ driver: null, ...options });
  from(replies).pipe(metrics.record()).subscribe();
  return metrics;
}

const replies = [
  success(0, 0.5),
  success(1, 2),
  success(2, 3.5),
  timedOut(3),
  echoReply('late'),
  echoReply('removed', { target: 'b' }),
];

describe('text', () => {
  it('is what Prometheus reads', async () => {
    expect(await exposedText(played({ bounds: [0.05, 0.5, 3, 1000] }, replies))).toBe(`\
# HELP rxicmp_probes_total Probes that have ended, by what became of them.
# TYPE rxicmp_probes_total counter
rxicmp_probes_total{target="192.0.2.1",status="success"} 3
rxicmp_probes_total{target="192.0.2.1",status="timed-out"} 1
# HELP rxicmp_rtt_seconds Round-trip times of the echo replies that came in time.
# TYPE rxicmp_rtt_seconds histogram
rxicmp_rtt_seconds_bucket{target="192.0.2.1",le="5e-05"} 0
rxicmp_rtt_seconds_bucket{target="192.0.2.1",le="0.0005"} 1
rxicmp_rtt_seconds_bucket{target="192.0.2.1",le="0.003"} 2
rxicmp_rtt_seconds_bucket{target="192.0.2.1",le="1"} 3
rxicmp_rtt_seconds_bucket{target="192.0.2.1",le="+Inf"} 3
rxicmp_rtt_seconds_sum{target="192.0.2.1"} 0.006
rxicmp_rtt_seconds_count{target="192.0.2.1"} 3
# HELP rxicmp_duplicates_total Further replies to probes that had one.
# TYPE rxicmp_duplicates_total counter
rxicmp_duplicates_total{target="192.0.2.1"} 0
# HELP rxicmp_reply_ttl TTL or hop limit of the latest echo reply in time.
# TYPE rxicmp_reply_ttl gauge
rxicmp_reply_ttl{target="192.0.2.1"} 64
# HELP rxicmp_up Whether the target is up.
# TYPE rxicmp_up gauge
rxicmp_up{target="192.0.2.1"} 0
# HELP rxicmp_late_total Replies after the time-out; their probes are lost.
# TYPE rxicmp_late_total counter
rxicmp_late_total{target="192.0.2.1"} 1
# HELP rxicmp_skipped_total Beats that were left out.
# TYPE rxicmp_skipped_total counter
rxicmp_skipped_total{target="192.0.2.1"} 0
`);
  });

  it('is OpenMetrics where that is asked for', async () => {
    const metrics = played({ bounds: [0.5, 1000] }, [success(0, 0.5)]);
    const text = await exposedText(metrics, 'application/openmetrics-text; version=1.0.0');
    expect(text).toContain(`\
# HELP rxicmp_probes Probes that have ended, by what became of them.
# TYPE rxicmp_probes counter
rxicmp_probes_total{target="192.0.2.1",status="success"} 1
`);
    expect(text).toContain(`\
# TYPE rxicmp_rtt_seconds histogram
# UNIT rxicmp_rtt_seconds seconds
rxicmp_rtt_seconds_bucket{target="192.0.2.1",le="0.0005"} 1
rxicmp_rtt_seconds_bucket{target="192.0.2.1",le="1.0"} 1
`);
    expect(text).toMatch(/\n# EOF\n$/);
  });

  it('has the names of smokeping_prober where these are asked for', async () => {
    const unsent = [echoReply('not-sent'), echoReply('destination-host-unreachable')];
    const text = await exposedText(played({ names: 'smokeping_prober' }, [...replies, ...unsent]));
    const labels = 'host="192.0.2.1",ip="192.0.2.1"';
    expect(text.split('\n').filter((line) => /^smokeping/.test(line) && !/_bucket/.test(line))).toEqual([
      `smokeping_requests_total{${labels}} 5`,
      `smokeping_response_duration_seconds_sum{${labels}} 0.006`,
      `smokeping_response_duration_seconds_count{${labels}} 3`,
      `smokeping_response_duplicates_total{${labels}} 0`,
      `smokeping_response_ttl{${labels}} 64`,
      `smokeping_send_errors_total{${labels}} 1`,
    ]);
    const bounds = [...text.matchAll(/le="(.*?)"/g)].map(([, bound]) => bound);
    expect(bounds).toEqual([
      ...['5e-05', '0.0001', '0.0002', '0.0004', '0.0008', '0.0016', '0.0032', '0.0064', '0.0128', '0.0256'],
      ...['0.0512', '0.1024', '0.2048', '0.4096', '0.8192', '1.6384', '3.2768', '6.5536', '13.1072', '26.2144'],
      '+Inf',
    ]);
  });

  it('is empty before the first reply', async () => {
    expect(await exposedText(played({}, []))).toBe('');
  });
});

describe('the engine', () => {
  it('is exposed with what its driver counted', async () => {
    const driver = new SimulatedNetwork({ hosts: [] });
    const text = await exposedText(played({ driver }, []));
    const counters = Object.keys(driver.counters() satisfies DriverCounters);
    expect(text.match(/^# HELP rxicmp_engine_/gm)).toHaveLength(counters.length);
    expect(text).toContain('\nrxicmp_engine_sent_total 0\n');
    expect(text).toContain('\nrxicmp_engine_outstanding 0\n');
  });

  it('is left out where there is no driver', async () => {
    const driver = {
      ...new SimulatedNetwork({ hosts: [] }),
      counters: () => {
        throw new Error('none');
      },
    } as unknown as IcmpDriver;
    const text = await exposedText(
      played({ driver: Object.assign(new SimulatedNetwork({ hosts: [] }), { counters: driver.counters }) }, replies),
    );
    expect(text).toContain('rxicmp_up');
    expect(text).not.toContain('rxicmp_engine');
  });
});

describe('the format', () => {
  const of = (accept: string | undefined): string => collectMetrics().expose(accept).contentType.split(';')[0]!;

  it.each([
    [undefined, 'text/plain'],
    ['', 'text/plain'],
    ['*/*', 'text/plain'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/plain'],
    ['application/openmetrics-text', 'application/openmetrics-text'],
    ['application/openmetrics-text;version=2.0.0', 'text/plain'],
    // Prometheus 2.42, without and with native histograms.
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'application/openmetrics-text',
    ],
    [
      `${PROTOBUF},application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5`,
      'application/vnd.google.protobuf',
    ],
    // Prometheus 3: qualities in descending order, and an escaping that is not needed here.
    [
      `${PROTOBUF};q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,*/*;q=0.1`,
      'application/vnd.google.protobuf',
    ],
    [`${PROTOBUF};q=0,text/plain`, 'text/plain'],
    ['application/vnd.google.protobuf;encoding=text;proto=io.prometheus.client.MetricFamily', 'text/plain'],
    ['application/openmetrics-text;q=x, ;;=,,', 'text/plain'],
    [',;'.repeat(100_000), 'text/plain'],
  ])('for %.80s is %s', (accept, expected) => {
    expect(of(accept)).toBe(expected);
  });

  it('is a mistake when Accept is no text', () => {
    expect(() => of(['text/plain'] as never)).toThrow(expect.objectContaining({ argument: 'accept' }));
  });
});

const bytesOf = (message: readonly Field[], number: number): Uint8Array[] =>
  message.filter(([n]) => n === number).map(([, value]) => value as Uint8Array);
const numberOf = (message: readonly Field[], number: number): number =>
  message.find(([n]) => n === number)![1] as number;
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The native histogram of the only series: how many times are in each bucket, by its upper bound in seconds. */
function nativeOf(bytes: Uint8Array): {
  bounds: Map<number, number>;
  zeros: number;
  classic: number[];
  count: number;
  sum: number;
} {
  const family = [...delimited(bytes)].map(fields).find((one) => textOf(bytesOf(one, 1)[0]!) === 'rxicmp_rtt_seconds')!;
  expect(numberOf(family, 3)).toBe(4);
  const metric = fields(bytesOf(family, 4)[0]!);
  const histogram = fields(bytesOf(metric, 7)[0]!);
  const base = 2 ** (2 ** -unzigzag(numberOf(histogram, 5)));
  const deltas: number[] = [];
  for (const packed of bytesOf(histogram, 13)) {
    for (let at = 0; at < packed.length;) {
      const [value, next] = varint(packed, at);
      deltas.push(unzigzag(value));
      at = next;
    }
  }
  const bounds = new Map<number, number>();
  let index = 0;
  let count = 0;
  for (const span of bytesOf(histogram, 12).map(fields)) {
    index += unzigzag(numberOf(span, 1));
    for (let i = 0; i < numberOf(span, 2); i++) bounds.set(base ** index++, (count += deltas.shift()!));
  }
  expect(deltas).toEqual([]);
  return {
    bounds,
    zeros: numberOf(histogram, 7),
    classic: bytesOf(histogram, 3).map((bucket) => numberOf(fields(bucket), 1)),
    count: numberOf(histogram, 1),
    sum: numberOf(histogram, 2),
  };
}

describe('protobuf', () => {
  it('has the families of the text, with their labels and values', async () => {
    const families = [...delimited(await exposedBytes(played({}, replies), PROTOBUF))].map(fields);
    expect(families.map((family) => [textOf(bytesOf(family, 1)[0]!), numberOf(family, 3)])).toEqual([
      ['rxicmp_probes_total', 0],
      ['rxicmp_rtt_seconds', 4],
      ['rxicmp_duplicates_total', 0],
      ['rxicmp_reply_ttl', 1],
      ['rxicmp_up', 1],
      ['rxicmp_late_total', 0],
      ['rxicmp_skipped_total', 0],
    ]);
    const probes = bytesOf(families[0]!, 4).map(fields);
    expect(
      probes.map((metric) => [
        bytesOf(metric, 1).map((label) =>
          bytesOf(fields(label), 1)
            .concat(bytesOf(fields(label), 2))
            .map(textOf),
        ),
        numberOf(fields(bytesOf(metric, 3)[0]!), 1),
      ]),
    ).toEqual([
      [
        [
          ['target', '192.0.2.1'],
          ['status', 'success'],
        ],
        3,
      ],
      [
        [
          ['target', '192.0.2.1'],
          ['status', 'timed-out'],
        ],
        1,
      ],
    ]);
  });

  it('has native histograms: each time is in its bucket, within 2.2 %, and the classic ones as histogramCounts tells', async () => {
    const bounds = [0.125, 1, 10, 150, 4000];
    const rtt = fc.oneof(
      fc.constant(0),
      fc.double({ min: 1e-3, max: 30_000, noNaN: true }),
      fc.integer({ min: 1, max: 300 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(rtt, { maxLength: 60 }), async (rtts) => {
        const metrics = played({ bounds }, [timedOut(0), ...rtts.map((rtt, i) => success(i, rtt))]);
        const { bounds: native, zeros, classic, count, sum } = nativeOf(await exposedBytes(metrics, PROTOBUF));
        const [series] = metrics.series();
        expect(classic).toEqual(histogramCounts(series!.rtt, bounds));
        expect(count).toBe(rtts.length);
        expect(sum).toBeCloseTo(rtts.reduce((total, rtt) => total + rtt, 0) / 1000, 9);
        expect(zeros).toBe(rtts.filter((rtt) => rtt === 0).length);
        const expanded = [...native].flatMap(([bound, times]) => Array.from({ length: times }, () => bound));
        const sorted = rtts.filter((rtt) => rtt > 0).sort((a, b) => a - b);
        expect(expanded).toHaveLength(sorted.length);
        // A bucket of ours is 1/128 wide at most, and stands where its middle is.
        sorted.forEach((rtt, i) => {
          expect(rtt / 1000).toBeLessThanOrEqual(expanded[i]! * (1 + 1 / 256));
          expect(rtt / 1000).toBeGreaterThan((expanded[i]! / 2 ** (1 / 16)) * (1 - 1 / 128));
        });
      }),
    );
  });

  it('is whole when a family is longer than a piece', async () => {
    const many = Array.from({ length: 2000 }, (_, i) => success(0, 1 + i, { target: `host-${i}.example` }));
    const bytes = await exposedBytes(played({}, many), PROTOBUF);
    const families = [...delimited(bytes)].map(fields);
    expect(families).toHaveLength(7);
    expect(bytesOf(families[1]!, 4)).toHaveLength(2000);
  });
});

describe('chunks', () => {
  it('let the event loop turn between them, in each format', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => success(0, 1, { target: `host-${i}.example` }));
    for (const accept of ['text/plain', 'application/openmetrics-text', PROTOBUF]) {
      let turns = 0;
      let isOver = false;
      const turn = (): void => {
        turns++;
        if (!isOver) setImmediate(turn);
      };
      setImmediate(turn);
      const { length } = await exposedBytes(played({}, many), accept);
      isOver = true;
      expect(turns).toBeGreaterThan(length / 100_000);
    }
  });

  it('end with who reads them', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => success(0, 1, { target: `host-${i}.example` }));
    const metrics = played({}, many);
    for await (const chunk of metrics.expose().chunks) {
      expect(chunk.length).toBeGreaterThan(10_000);
      break;
    }
    expect(await exposedText(metrics)).toContain('host-999');
  });
});
