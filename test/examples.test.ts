import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pendingWithoutSocket } from './canPing.ts';
import { root, runProgram, startProgram } from './runProgram.ts';

/** What each example prints; # stands for a number. */
const outputs: Readonly<Record<string, readonly string[]>> = {
  'abort.ts': ['0: success', '1: success', '2: success', 'aborted'],
  'abortReason.ts': ['TimeoutError'],
  'addresses.ts': ['192.0.2.1 192.0.2.2 192.0.2.5 192.0.2.6', '2001:db8::'],
  'baselineShift.ts': ['127.0.0.1 takes as long as usual: #, #, # ms'],
  'diagnose.ts': ['This process may ping over IPv4.', 'This process may ping over IPv6.'],
  'engineHealth.ts': ['0 outstanding, 0 sent', '0 outstanding, 1 sent'],
  'ewmaHysteresis.ts': ['127.0.0.1 is fast after 4 replies'],
  'groupByTarget.ts': ['127.0.0.1: 3 replies', '127.0.0.2: 2 replies'],
  'histogramCounts.ts': ['0"} 0', '1000"} 3', '+Inf"} 3'].map((line) => `ping_rtt_ms_bucket{le="${line}`),
  'hopStatistics.ts': [1, 2, 3].map((sent) => `1 127.0.0.1: 0 of ${sent} lost, avg # ms`),
  'icmpapi.ts': ['outcome 0 127.0.0.1 Uint8Array(3) [ 1, 2, 3 ]'],
  'ipdv.ts': ['from probe 0 to probe 1: # ms', 'from probe 1 to probe 2: # ms'],
  'iterate.ts': ['0: success', '1: success', '2: success', '4 answers, 0 dropped'],
  'lineProtocol.ts': Array.from({ length: 3 }, () => 'ping,target=127.0.0.1,status=success rtt=... ...'),
  'mergeStatistics.ts': ['all: 0 of 6 lost, 95 % of the others in # ms'],
  'monitor.ts': ['web is up', 'database is up', 'done'],
  'ndjson.ts': ['0: success', '1: success', '2: success'],
  'openTelemetry.ts': [
    '[',
    "  { target: '127.0.0.1', status: 'success', value: 3 },",
    "  { target: '127.0.0.1', status: 'timed-out', value: 0 }",
    ']',
  ],
  'outcomes.ts': ['0 of 3 failed, the slowest took # ms'],
  'pacer.ts': ['64 outcomes'],
  'parquet.ts': ['success, success, success', 'success, success, success'],
  'pathMtu.ts': ['68 bytes: success, between 68 and 9000', '9000 bytes: success, MTU 9000'],
  'ping.ts': [
    'done',
    'here (127.0.0.1) 0: # ms',
    'here (127.0.0.1) 1: # ms',
    'here (127.0.0.1) 2: # ms',
    'here too (127.0.0.2) 0: # ms',
    'here too (127.0.0.2) 1: # ms',
    'here too (127.0.0.2) 2: # ms',
  ],
  'probe.ts': ['127.0.0.1 answered in # ms'],
  'probeEach.ts': ['cache: not-resolved', 'web: success', 'database: success'],
  'promClient.ts': ['rxicmp_probes_total{target="127.0.0.1",status="success"} 3'],
  'quorum.ts': ['127.0.0.1 is up for here and there'],
  'reachability.ts': ['127.0.0.1 was unknown and is up: success, success, success, success'],
  'recordTo.ts': ['2 written', '2 written', '1 written', 'closed', 'done'],
  'retry.ts': ['alive, 32 bytes came back'],
  'retryProbe.ts': ['success at attempt 1'],
  'retryWhenReady.ts': ['after 420 ms: success at attempt 2'],
  'routeChanges.ts': ['62 s: hop 2 is 198.#.9, no longer 198.#.2'],
  'selfTest.ts': ['0 cases failed'],
  'toScenario.ts': ['down', 'up'],
  'simulate.ts': [
    '0.0 min: unknown -> up',
    ...['10.0', '20.5', '31.0', '41.5', '52.0'].map((time) => `${time} min: up -> down`),
    ...['10.5', '21.0', '31.5', '42.0', '52.5'].map((time) => `${time} min: down -> up`),
  ],
  'statistics.ts': ['127.0.0.1', '127.0.0.2'].flatMap((target) => [
    `${target}: 4 of 4, avg # ms, 90 % in # ms`,
    `${target}: from one to the next it changes by # ms`,
  ]),
  'sweep.ts': ['127.0.0.7 answered in # ms', '20 of 20 are alive'],
  'sweepEvery.ts': [...[0, 1].flatMap((round) => [1, 2].map((n) => `round ${round}: 127.0.0.${n} success`)), 'done'],
  'traceroute.ts': ['1 127.0.0.1 # ms # ms # ms (there)'],
  'wholeCall.ts': ['success Uint8Array(3) [ 1, 2, 3 ] TOS 0', '127.0.0.1 127.0.0.1 127.0.0.1 127.0.0.1'],
  'awaitOne.ts': ['it answered in # ms'],
  'healthEndpoint.ts': ['200 {"127.0.0.1":"up","127.0.0.2":"up"}'],
  'lateReplies.ts': [
    'after 100 ms: 0 timed-out, no ms',
    'after 130 ms: 0 late, 130 ms',
    'after 520 ms: 1 success, 20 ms',
  ],
  'listFile.ts': ['127.0.0.1: success', '127.0.0.1: removed', '127.0.0.2: success', 'ended in order'],
  'mistakes.ts': [
    'ttl is 300, expected an integer from 1 to 255. Fix: pass 255 or less.',
    'Windows: ERROR_INVALID_NETNAME (1214)',
  ],
  'ownOperator.ts': ['2 lost in a row', '1 lost in a row'],
  'race.ts': ['192.0.2.2 is the nearest: 20 ms'],
  'rankByLatency.ts': ['192.0.2.3: 20 ms', '192.0.2.1: 31 ms', '192.0.2.2: 90 ms'],
  'service.ts': ['alive: true', '127.0.0.1 is up'],
  'severalReplies.ts': ['192.0.2.1 answered in 10 ms', '192.0.2.2 answered in 20 ms', '192.0.2.3 answered in 30 ms'],
  'syncCall.ts': ['127.0.0.1: status 0, # ms'],
  'webhook.ts': ['told: {"target":"127.0.0.1","from":"unknown","to":"up"}', 'answered: 200'],
  'worker.ts': ['the worker says: 0 success', 'the worker says: 1 success'],
  'nodeTest.ts': [
    'TAP version 13',
    '# Subtest: an outage of a minute is told once, and its end too',
    'ok 1 - an outage of a minute is told once, and its end too',
    '  ---',
    '  duration_ms: #',
    '  ...',
    '1..1',
    ...['tests 1', 'suites 0', 'pass 1', 'fail 0', 'cancelled 0', 'skipped 0', 'todo 0'].map((line) => `# ${line}`),
    '# duration_ms #',
  ],
  'sweepProgress.ts': ['35 %: 3 alive', '74 %: 3 alive'],
  'namesThatChange.ts': [
    'after 6 ms: 192.0.2.1 success',
    'after 3001 ms: 192.0.2.2 success',
    'after 5005 ms: 192.0.2.2 not-resolved',
    'after 5501 ms: 192.0.2.2 success',
  ],
  'twoNetworks.ts': ['first provider: success, success, success', 'second provider: success, success, success'],
  'ipOptions.ts': ['success', ...Array<string>(4).fill('127.0.0.1 at a time of day that is told')],
  'eventAndApc.ts': ['this system has one way', 'event: status 0', 'apc: status 0', 'both: status 0'],
  'koffi.ts': ['not on Windows: ERR_ICMP_NO_DRIVER'],
  'replayOutage.ts': ['down after 2 losses: up, down, up, down, up', 'down after 5 losses: up, down, up'],
  'ownDriver.ts': ['requests: 3', 'kept the contract'],
  'serverSentEvents.ts': ['one', 'one', 'other', 'other'].map((which) => `the ${which} browser: success`),
};

/** Of the program that needs an SQLite of Node's own. */
const withSqlite = { 'sqlite.ts': ['3 replies are in the table'] };
const hasSqlite = process.getBuiltinModule('node:sqlite') !== undefined;

const examples = [...Object.keys({ ...outputs, ...withSqlite }), 'exporter.ts', 'jest.test.cjs', 'vitest.test.ts'];

it('knows every example', () => {
  expect(readdirSync(join(root, 'examples')).sort()).toEqual([...examples].sort());
});

it('has each of them in the recipes or on a page of the reference', () => {
  const recipes = readFileSync(join(root, 'docs', 'recipes.md'), 'utf8');
  const inReference = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'src', file), 'utf8'))
    .join('');
  const isNowhere = (file: string) =>
    !inReference.includes(`examples/${file}}`) && !recipes.includes(`\`npm run example ${file.split('.')[0]!}\``);
  expect(examples.filter(isNowhere)).toEqual([]);
});

it('the page of recipes has the examples as they are', () => {
  execFileSync(process.execPath, [join(root, 'scripts', 'write-recipes.mjs'), '--check']);
});

it('vitest.test.ts passes on the built package', () => {
  const { VITEST: _, ...env } = process.env;
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const report = execFileSync(
    process.execPath,
    [vitest, 'run', '--config', 'scripts/vitest-examples.mjs', '--reporter=json'],
    {
      cwd: root,
      env,
      encoding: 'utf8',
    },
  );
  expect(JSON.parse(report)).toMatchObject({ success: true, numPassedTests: 3 });
});

it.each(examples)('%s says in its first line what it shows', (name) => {
  expect(readFileSync(join(root, 'examples', name), 'utf8')).toMatch(/^\/\/ [A-Z].*[.?]\n/);
});

it.skipIf(pendingWithoutSocket !== '')(
  `exporter.ts runs on the built package and serves what it says${pendingWithoutSocket}`,
  async () => {
    const child = startProgram(join(root, 'examples', 'exporter.ts'), { ...process.env, PORT: '0' });
    try {
      const [printed] = (await once(child.stdout, 'data')) as [Buffer];
      const port = /port: (\d+)/.exec(String(printed))![1]!;
      const response = await fetch(`http://127.0.0.1:${port}/metrics`);
      expect(response.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(await response.text()).toContain('# TYPE rxicmp_engine_sent_total counter\n');
      await expect
        .poll(async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text(), { timeout: 10_000 })
        .toMatch(/^rxicmp_probes_total\{target="127.0.0.2",status="success"\} [1-9]/m);
    } finally {
      child.kill();
    }
  },
);

if (!hasSqlite) it.skip(`sqlite.ts (pending: node:sqlite, which Node ${process.versions.node} does not have)`);

it.skipIf(pendingWithoutSocket !== '').each(Object.entries({ ...outputs, ...(hasSqlite ? withSqlite : {}) }))(
  `%s runs on the built package and prints what it says${pendingWithoutSocket}`,
  async (name, lines) => {
    const { code, stdout, stderr } = await runProgram(join(root, 'examples', name));
    expect(stderr).toBe('');
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.replace(/\d+\.\d{3,}/g, '#'))
        .sort(),
    ).toEqual([...lines].sort());
    expect(code).toBe(0);
  },
);
