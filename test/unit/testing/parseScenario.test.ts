import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IcmpArgumentError } from 'rxicmp';
import { echoRequest } from 'rxicmp/icmpapi';
import { parseScenario, SimulatedNetwork, type Scenario } from 'rxicmp/testing';
import { checkSchema } from '../../../src/testing/scenario/checkSchema.ts';
import type { JsonSchema } from '../../../src/testing/scenario/jsonSchema.ts';
import { scenarioSchema } from '../../../src/testing/scenario/scenarioSchema.ts';
import { inVirtualTime } from '../observables/virtual.ts';

/** One with every key. */
const full = {
  $schema: './scenario.schema.json',
  description: 'everything',
  seed: 7,
  hosts: [
    {
      address: '192.0.2.1',
      latency: { normal: { mean: 20, stddev: 3 } },
      loss: { bursts: { enter: 0.02, leave: 0.3, inside: 0.9, outside: 0.01 } },
      silent: false,
      refuse: { type: 3, code: 4, from: '198.51.100.1', mtu: 1400 },
      refused: { every: 10 },
      copies: 3,
      copied: 0.1,
      reorderBy: 30,
      reordered: 0.1,
      truncateTo: 20,
      truncated: 0.1,
      corrupt: 'payload',
      corrupted: 0.1,
      ttl: 64,
      routers: ['198.51.100.1', null],
      distance: 5,
      mtu: 1400,
      tooBig: 'without-mtu',
      phases: [{ for: 60_000 }, { for: 500.5, silent: true }, { unsent: 'ENETUNREACH' }],
    },
    { address: '2001:db8::1', latency: [5, null, 7.5], loss: 0.5 },
    { address: 'fe80::1%sim1', latency: { range: { min: 1, max: 1 } } },
    { address: '192.0.2.3', latency: { logNormal: { median: 20, sigma: 0.3 } } },
    { address: '192.0.2.255', responders: ['192.0.2.1', '192.0.2.2'], routers: ['198.51.100.1'] },
    { address: '224.0.0.1', responders: [] },
    {
      address: '192.0.2.9',
      recorded: [
        {},
        { unsent: 'ENETUNREACH' },
        {
          answers: [
            { after: 1.5, ttl: 63, size: 20, altered: true },
            {
              after: 9,
              from: '198.51.100.1',
              status: 11_009,
              icmp: { type: 3, code: 4 },
              mtu: 1400,
              unproven: true,
            },
          ],
        },
      ],
      recordedRoutes: [[[{ answers: [{ after: 1, from: '198.51.100.1', status: 11_013 }] }], [{}]]],
    },
  ],
  routers: [
    {
      address: '198.51.100.1',
      latency: 2,
      loss: 0.1,
      rateLimit: { perSecond: 0.5, burst: 6 },
      mtu: 1300,
      tooBig: 'silent',
    },
  ],
  names: { 'example.com': ['2001:db8::1', '192.0.2.1'], nobody: [] },
  lookups: {
    'other.example': [
      { after: 5, error: 'EAI_AGAIN' },
      { after: 1, addresses: ['192.0.2.9'] },
    ],
  },
  recordingVersion: 1,
  interfaces: ['sim0', 'sim1'],
  sources: ['192.0.2.99', '2001:db8::99'],
  mtu: 1500,
};

test('one with every key is a scenario, and stays what it is', () => {
  const copy = structuredClone(full) as unknown;
  expect(parseScenario(copy)).toBe(copy);
  expect(copy).toEqual(full);
  expect(Object.keys(full).sort()).toEqual(Object.keys(scenarioSchema.properties!).sort());
});

/** The full scenario with one key changed, which is named as in `hosts[0].latency`. Undefined removes the key. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(full) as unknown;
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  const parent = keys.slice(0, -1).reduce((at, key) => (at as Record<string, unknown>)[key], copy) as Record<
    string,
    unknown
  >;
  if (value === undefined) delete parent[keys.at(-1)!];
  else parent[keys.at(-1)!] = value;
  return copy;
}

function mistakeOf(value: unknown): { argument: string; expected: string; fix: string; message: string } {
  try {
    parseScenario(value);
  } catch (error) {
    expect(error).toBeInstanceOf(IcmpArgumentError);
    return error as IcmpArgumentError;
  }
  throw new Error('it was accepted');
}

describe('what is wrong by itself', () => {
  test.each<readonly [string, unknown, string, string]>([
    ['hosts[0].latency', -5, 'a number from 0 to 4294967294', 'pass 0 or more.'],
    [
      'hosts[0].latency',
      '20',
      'a number from 0 to 4294967294, a list that is not empty or an object',
      'for example write 20, or [20,21,null,19], or {"normal":{"mean":20,"stddev":3}}.',
    ],
    [
      'hosts[0].latency',
      NaN,
      'a number from 0 to 4294967294, a list that is not empty or an object',
      'for example write 20, or [20,21,null,19], or {"normal":{"mean":20,"stddev":3}}.',
    ],
    ['hosts[0].latency', [], 'a list that is not empty', 'write a list that is not empty.'],
    ['hosts[0].latency.normal.mean', -1, 'a number from 0 to 4294967294', 'pass 0 or more.'],
    [
      'hosts[1].latency[0]',
      'x',
      'a number from 0 to 4294967294 or null',
      'write a number from 0 to 4294967294 or null.',
    ],
    ['hosts[0].loss', 1.5, 'a number from 0 to 1', 'pass 1 or less.'],
    ['hosts[0].refused.every', 0, 'an integer from 1 to 4294967295', 'pass 1 or more.'],
    ['hosts[0].copies', 1.5, 'an integer from 1 to 1000', 'pass 2.'],
    ['hosts[0].silent', 'yes', 'true or false', 'write true or false.'],
    ['hosts[0].corrupt', 'checksums', 'payload or checksum', 'did you mean checksum?'],
    ['hosts[0].tooBig', 1, 'with-mtu, without-mtu or silent', 'write one of with-mtu, without-mtu, silent.'],
    ['hosts[0].phases[0].for', 0, 'a number above 0, up to 9007199254740992', 'pass more than 0.'],
    [
      'hosts[0].phases',
      {},
      'a list that is not empty',
      'for example write [{"for":60000},{"for":5000,"silent":true}].',
    ],
    ['hosts[0].routers[0]', [], 'text or null', 'write text or null.'],
    ['hosts[0].routers', '198.51.100.1', 'a list', 'for example write ["198.51.100.1",null,"198.51.100.3"].'],
    ['hosts[0]', null, 'an object', 'for example write {"address":"192.0.2.1","latency":20}.'],
    ['hosts', {}, 'a list', 'for example write [{"address":"192.0.2.1"}].'],
    ['routers[0].rateLimit.perSecond', -1, 'a number above 0, up to 1000000000', 'pass more than 0.'],
    ['names.nobody', 'here', 'a list', 'for example write ["192.0.2.1","192.0.2.2"].'],
    ['interfaces', [], 'a list that is not empty', 'for example write ["eth0"].'],
    ['seed', 2 ** 32, 'an integer from 0 to 4294967295', 'pass 4294967295 or less.'],
    ['mtu', 27, 'an integer from 28 to 65575', 'pass 28 or more.'],
  ])('%s: %j', (path, value, expected, fix) => {
    expect(mistakeOf(changed(path, value))).toMatchObject({ argument: `scenario.${path}`, expected, fix });
  });

  test.each([
    ['latancy', 'hosts[0].latancy', 'did you mean latency?'],
    ['zzz', 'routers[0].zzz', 'use one of address, latency, loss, rateLimit, mtu, tooBig, mplsLabels.'],
    ['address', 'hosts[0].phases[1].address', expect.stringContaining('use one of for, latency') as string],
    ['burst', 'hosts[0].loss.burst', 'did you mean bursts?'],
    ['host', 'host', 'did you mean hosts?'],
    ['__proto__', 'names.__proto__', ''],
  ])('an unknown key %s at %s', (_name, path, fix) => {
    if (fix === '') {
      // Any name may occur, however odd.
      const names = JSON.parse('{"__proto__": ["192.0.2.1"]}') as Record<string, string[]>;
      expect(parseScenario({ hosts: [], names })).toMatchObject({ hosts: [] });
      return;
    }
    const mistake = mistakeOf(changed(path, 1));
    expect(mistake).toMatchObject({ argument: `scenario.${path}`, fix });
    expect(mistake.message).toContain(`There is no scenario.${path}.`);
  });

  test.each([
    ['hosts', 'add hosts, such as [{"address":"192.0.2.1"}].'],
    ['hosts[1].address', 'add address, such as "192.0.2.1".'],
    ['hosts[0].refuse.from', 'add from, such as "192.0.2.1".'],
    ['hosts[0].loss.bursts.leave', 'add leave, such as 0.1.'],
    ['routers[0].rateLimit.perSecond', 'add perSecond, such as 1.'],
  ])('%s is missing', (path, fix) => {
    const mistake = mistakeOf(changed(path, undefined));
    expect(mistake).toMatchObject({ argument: `scenario.${path}`, fix });
    expect(mistake.message).toContain(`scenario.${path} is missing.`);
  });

  test('one of several distributions and rules, not two and not none', () => {
    const two = { range: { min: 1, max: 2 }, normal: { mean: 1, stddev: 1 } };
    expect(mistakeOf(changed('hosts[0].latency', two)).message).toBe(
      'scenario.hosts[0].latency has range and normal, expected one of range, normal, logNormal. Fix: leave exactly one.',
    );
    expect(mistakeOf(changed('hosts[0].loss', {})).message).toContain('has no keys, expected one of every, bursts');
  });

  test.each([
    ['{"hosts": []}', 'pass what JSON.parse makes of the text.'],
    [null, 'for example write {"hosts":[{"address":"192.0.2.1","latency":20}]}.'],
    [[], 'for example write {"hosts":[{"address":"192.0.2.1","latency":20}]}.'],
    [undefined, 'for example write {"hosts":[{"address":"192.0.2.1","latency":20}]}.'],
  ])('%j is no scenario', (value, fix) => {
    expect(mistakeOf(value)).toMatchObject({ argument: 'scenario', expected: 'an object', fix });
  });

  test('a key whose value is undefined is not there, as in JSON', () => {
    const scenario = { hosts: [{ address: '192.0.2.1', latency: undefined, nonsense: undefined }] };
    expect(parseScenario(scenario)).toBe(scenario);
  });
});

describe('what does not fit together', () => {
  test.each<readonly [string, unknown, string, RegExp]>([
    // Addresses.
    ['hosts[1].address', '192.0.2.256', 'hosts[1].address', /expected a numeric address/],
    ['hosts[1].address', '0.0.0.0', 'hosts[1].address', /not the unspecified one/],
    ['hosts[1].address', '::ffff:192.0.2.1', 'hosts[1].address', /write 192\.0\.2\.1/],
    ['hosts[1].address', 'fe80::1', 'hosts[1].address', /a zone.*fe80::1%sim0/],
    ['hosts[1].address', 'fe80::1%eth0', 'hosts[1].address', /the zone of one of its interfaces.*sim0, sim1/],
    ['hosts[1].address', '224.0.0.5', 'hosts[1].address', /as it has no responders/],
    ['sources[0]', '224.0.0.5', 'sources[0]', /the address of one host/],
    ['names.nobody', ['nowhere'], 'names["nobody"][0]', /expected a numeric address/],
    // Two with one address, also when it is written in another way.
    ['hosts[3].address', '192.0.2.1', 'hosts[3].address', /another address than that of scenario\.hosts\[0\]\.address/],
    ['hosts[3].address', '2001:DB8:0::1', 'hosts[3].address', /than that of scenario\.hosts\[1\]\.address/],
    ['hosts[3].address', 'fe80::1%2', 'hosts[3].address', /than that of scenario\.hosts\[2\]\.address/],
    ['routers[1]', { address: '198.51.100.1' }, 'routers[1].address', /than that of scenario\.routers\[0\]\.address/],
    // Ways.
    ['hosts[0].routers', ['198.51.100.1', null, '198.51.100.1'], 'hosts[0].routers[2]', /hosts\[0\]\.routers\[0\]/],
    ['hosts[0].routers', ['192.0.2.1'], 'hosts[0].routers[0]', /a router, not the host itself/],
    ['hosts[0].routers', ['2001:db8::9'], 'hosts[0].routers[0]', /an IPv4 address, as the host's/],
    ['hosts[0].routers', ['224.0.0.5'], 'hosts[0].routers[0]', /the address of one host/],
    ['hosts[0].distance', 2, 'hosts[0].distance', /distance is 2, but 2 routers are on the way.*pass 3 or more/],
    ['hosts[0].ttl', 4, 'hosts[0].ttl', /expire on their way back from 5 hops/],
    ['hosts[0].phases[1].distance', 65, 'hosts[0].phases[1].ttl', /ttl is 64: answers would expire/],
    ['hosts[0].phases[1].routers', [null, null, null, null, null], 'hosts[0].phases[1].distance', /5 routers/],
    // Refusals.
    ['hosts[0].refuse.from', '2001:db8::1', 'hosts[0].refuse.from', /an IPv4 address, as the host's/],
    ['hosts[0].refuse.type', 0, 'hosts[0].refuse.type', /answers an echo request of IPv4: 3, 4, 11, 12/],
    ['hosts[1].refuse', { type: 129, code: 0, from: '2001:db8::9' }, 'hosts[1].refuse.type', /of IPv6: 1, 2, 3, 4/],
    ['hosts[0].refuse.code', 1, 'hosts[0].refuse.mtu', /type 3 and code 4/],
    // Keys that would do nothing.
    ['hosts[1].copied', 0.1, null as never, /accepted/],
    ['hosts[1].refused', 0.1, 'hosts[1].refused', /would do nothing without refuse/],
    ['hosts[1].reordered', 0.1, 'hosts[1].reordered', /would do nothing without reorderBy/],
    ['hosts[1].truncated', 0.1, 'hosts[1].truncated', /would do nothing without truncateTo/],
    ['hosts[1].phases', [{ corrupted: 0.1 }], 'hosts[1].phases[0].corrupted', /would do nothing without corrupt/],
    ['hosts[0].phases[0]', {}, 'hosts[0].phases[0].for', /never ends/],
    ['hosts[2].latency.range.max', 0.5, 'hosts[2].latency.range.max', /min or more, which is 1/],
    ['routers[0].latency', { range: { min: 2, max: 1 } }, 'routers[0].latency.range.max', /min or more/],
    // Groups.
    ['hosts[4].latency', 5, 'hosts[4].latency', /does not answer itself/],
    ['hosts[4].phases', [{ silent: true }], 'hosts[4].phases[0].silent', /does not answer itself/],
    ['hosts[4].responders', ['192.0.2.2', '192.0.2.2'], 'hosts[4].responders[1]', /responders\[0\]/],
    ['hosts[4].responders', ['224.0.0.1'], 'hosts[4].responders[0]', /the address of one host/],
    ['hosts[4].responders', ['192.0.2.255'], 'hosts[4].responders[0]', /without responders of its own/],
    ['hosts[4].responders', ['2001:db8::1'], 'hosts[4].responders[0]', /an IPv4 address, as the group's/],
  ])('%s: %j', (path, value, where, message) => {
    const scenario = changed(path, value);
    if (where === null) return expect(parseScenario(scenario)).toBe(scenario);
    const mistake = mistakeOf(scenario);
    expect(mistake.argument).toBe(`scenario.${where}`);
    expect(mistake.message).toMatch(message);
    expect(mistake.fix).not.toBe('');
  });
});

test('a network is not made of what is no scenario', () => {
  const scenario = { hosts: [{ address: '192.0.2.1', latncy: 5 }] };
  expect(() => new SimulatedNetwork(scenario)).toThrow('did you mean latency?');
});

test('whatever is changed, a mistake is named or the network runs', () => {
  const paths: string[] = [];
  const collect = (value: unknown, path: string) => {
    if (path !== '') paths.push(path);
    if (Array.isArray(value)) value.forEach((one, i) => collect(one, `${path}[${i}]`));
    else if (typeof value === 'object' && value !== null)
      for (const [key, one] of Object.entries(value))
        if (!key.includes('.')) collect(one, path === '' ? key : `${path}.${key}`);
  };
  collect(full, '');
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(undefined, NaN, -1, 0, 1, 1e300, '192.0.2.1', '2001:db8::1', '224.0.0.1', {}, [], null),
  );
  let accepted = 0;
  fc.assert(
    fc.property(fc.constantFrom(...paths), value, (path, other) => {
      const scenario = changed(path, other) as Scenario;
      try {
        parseScenario(scenario);
      } catch (error) {
        expect(error).toMatchObject({ name: 'IcmpArgumentError', fix: expect.stringMatching(/[.?]$/) as string });
        expect((error as IcmpArgumentError).argument).toMatch(/^scenario/);
        return;
      }
      accepted++;
      inVirtualTime((scheduler) => {
        const network = new SimulatedNetwork(scenario, scheduler);
        for (const { address } of scenario.hosts) {
          const handle = network.createFile(address.includes(':') ? 6 : 4);
          network.sendEcho2Ex(handle, echoRequest(address, { lateWindow: 50, ttl: 10 }), () => undefined);
        }
        scheduler.flush();
        expect(network.counters().outstanding).toBe(0);
      });
    }),
    { numRuns: 1000 },
  );
  expect(accepted).toBeGreaterThan(50);
});

test('what the schema shows as an example is what it allows', () => {
  let examples = 0;
  const visit = (schema: JsonSchema) => {
    for (const example of schema.examples ?? []) {
      checkSchema(example, schema, 'example', scenarioSchema);
      examples++;
    }
    for (const one of [
      schema.items,
      ...(schema.anyOf ?? []),
      ...Object.values(schema.properties ?? {}),
      ...Object.values(schema.$defs ?? {}),
    ])
      if (one) visit(one);
  };
  visit(scenarioSchema);
  expect(examples).toBeGreaterThan(20);
});
