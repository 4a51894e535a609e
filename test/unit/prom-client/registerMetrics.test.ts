import { Counter, Registry } from 'prom-client';
import { collectMetrics } from 'rxicmp/metrics';
import { registerMetrics } from 'rxicmp/prom-client';
import { SimulatedNetwork } from 'rxicmp/testing';
import { from } from 'rxjs';
import { expect, it } from 'vitest';
import { exposedText } from '../metrics/exposed.ts';
import { echoReply, success, timedOut } from '../operators/echoReplies.ts';

const driver = new SimulatedNetwork({ hosts: [] });

function played() {
  const metrics = collectMetrics({ driver, labels: ({ target }) => ({ target, site: 'a "b"\\\n' }) });
  from([success(0, 0.5), success(1, 2), timedOut(2), success(0, 7, { target: 'b' }), echoReply('not-sent')])
    .pipe(metrics.record())
    .subscribe();
  return metrics;
}

/** The samples of a text, without the order of their lines and labels. */
function samples(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines
    .map((line) =>
      line.replace(
        /\{(.*)\}/,
        (_all, labels: string) =>
          `{${labels
            .split(/,(?=\w+=)/)
            .sort()
            .join(',')}}`,
      ),
    )
    .sort();
}

it('writes by prom-client what the metrics write themselves, in its text', async () => {
  const metrics = played();
  const registry = new Registry();
  registerMetrics(metrics, registry);
  const text = await registry.metrics();
  expect(samples(text)).toEqual(samples(await exposedText(metrics)));
  expect(text).toContain('# HELP rxicmp_rtt_seconds Round-trip times of the echo replies that came in time.\n');
  expect(text).toContain('# TYPE rxicmp_rtt_seconds histogram\n');
});

it('does so in OpenMetrics', async () => {
  const metrics = played();
  const registry = new Registry();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
  registerMetrics(metrics, registry);
  const text = await registry.metrics();
  const isOpen = (line: string): string => line.replace(/le="(\d+)"/, 'le="$1.0"');
  expect(samples(text).map(isOpen).sort()).toEqual(samples(await exposedText(metrics, 'application/openmetrics-text')));
  expect(text).toContain('# TYPE rxicmp_probes counter\n');
  expect(text).toMatch(/\n# EOF\n$/);
});

it('tells each scrape what is counted then', async () => {
  const metrics = played();
  const registry = new Registry();
  registerMetrics(metrics, registry);
  await registry.metrics();
  from([echoReply('removed', { target: 'b' }), success(5, 1)])
    .pipe(metrics.record())
    .subscribe();
  const text = await registry.metrics();
  expect(text).not.toContain('target="b"');
  expect(text).toMatch(/rxicmp_rtt_seconds_count\{.*\} 3\n/);
});

it('is told as JSON, for a cluster', async () => {
  const registry = new Registry();
  registerMetrics(played(), registry);
  const up = (await registry.getMetricsAsJSON()).find(({ name }) => name === 'rxicmp_up');
  expect(up).toMatchObject({ type: 'gauge', aggregator: 'sum', values: [{ value: 0 }, { value: 1 }] });
});

it('stands beside other metrics, and leaves them when it goes', async () => {
  const registry = new Registry();
  new Counter({ name: 'mine', help: 'Mine.', registers: [registry] });
  const registered = registerMetrics(played(), registry);
  expect(registry.getMetricsAsArray().length).toBeGreaterThan(15);
  registered.unsubscribe();
  expect(registry.getMetricsAsArray().map(({ name }) => name)).toEqual(['mine']);
  registerMetrics(played(), registry);
});

it('takes out what it has put in when the registry has a name already', () => {
  const registry = new Registry();
  new Counter({ name: 'rxicmp_up', help: 'Mine.', registers: [registry] });
  expect(() => registerMetrics(played(), registry)).toThrow('rxicmp_up');
  expect(registry.getMetricsAsArray().map(({ name }) => name)).toEqual(['rxicmp_up']);
});

it.each([
  ['metrics', {}, new Registry()],
  ['metrics', null, new Registry()],
  ['registry', played(), null],
])('refuses other %s', (argument, metrics, registry) => {
  expect(() => registerMetrics(metrics as never, registry as never)).toThrow(
    expect.objectContaining({ code: 'ERR_ICMP_ARGUMENT', argument }),
  );
});
