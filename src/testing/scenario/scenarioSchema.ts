import type { MplsLabel } from '../../wire/mplsLabel.ts';
import type { JsonSchema } from './jsonSchema.ts';
import type {
  Bursts,
  HostBehaviour,
  HostPhase,
  LatencyDistribution,
  RateLimit,
  RecordedAnswer,
  RecordedEcho,
  RecordedLookup,
  Scenario,
  SimulatedHost,
  SimulatedRefusal,
  SimulatedRouter,
  WhichRule,
} from '../scenario.ts';
import { unsentErrors } from './unsentErrors.ts';

/** A key that the type does not have, or that is missing here, does not compile. */
type Keys<T> = Readonly<Record<keyof T, JsonSchema>>;

const ref = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` });
const object = (properties: Readonly<Record<string, JsonSchema>>, rest: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...rest,
});
const oneOf = { minProperties: 1, maxProperties: 1 } as const;

const address: JsonSchema = { type: 'string', description: 'A numeric address.', examples: ['192.0.2.1'] };
const addresses: JsonSchema = { type: 'array', items: ref('address'), examples: [['192.0.2.1', '192.0.2.2']] };
const ratio: JsonSchema = { type: 'number', minimum: 0, maximum: 1, examples: [0.1] };
const ms: JsonSchema = { type: 'number', minimum: 0, maximum: 4_294_967_294, examples: [20] };
const mtu: JsonSchema = {
  type: 'integer',
  minimum: 28,
  maximum: 65_575,
  description: 'Bytes, IP header included.',
  examples: [1400],
};
const count = (minimum: number, maximum: number, description: string, example = minimum): JsonSchema => ({
  type: 'integer',
  minimum,
  maximum,
  description,
  examples: [example],
});

const latency: JsonSchema = {
  description: 'Milliseconds.',
  anyOf: [
    ms,
    { type: 'array', items: { anyOf: [ms, { type: 'null' }] }, minItems: 1 },
    object(
      {
        range: object({ min: ms, max: ms }, { required: ['min', 'max'], examples: [{ min: 10, max: 30 }] }),
        normal: object({ mean: ms, stddev: ms }, { required: ['mean', 'stddev'], examples: [{ mean: 20, stddev: 3 }] }),
        logNormal: object(
          { median: ms, sigma: { type: 'number', minimum: 0, maximum: 10, examples: [0.3] } },
          { required: ['median', 'sigma'], examples: [{ median: 20, sigma: 0.3 }] },
        ),
      } satisfies Keys<LatencyDistribution>,
      oneOf,
    ),
  ],
  examples: [20, [20, 21, null, 19], { normal: { mean: 20, stddev: 3 } }],
};

const bursts = object({ enter: ratio, leave: ratio, inside: ratio, outside: ratio } satisfies Keys<Bursts>, {
  required: ['enter', 'leave'],
  examples: [{ enter: 0.02, leave: 0.3 }],
});

const which: JsonSchema = {
  description: 'Which of the requests: a likelihood, every nth, or bursts.',
  anyOf: [
    ratio,
    object(
      { every: count(1, 2 ** 32 - 1, 'The nth, the 2nth and so on.', 3), bursts } satisfies Keys<WhichRule>,
      oneOf,
    ),
  ],
  examples: [0.1, { every: 3 }, { bursts: { enter: 0.02, leave: 0.3 } }],
};

const refusal = object(
  {
    type: count(0, 255, 'The ICMP type.', 3),
    code: count(0, 255, 'The ICMP code.', 1),
    from: ref('address'),
    mtu: count(0, 2 ** 32 - 1, 'Next-hop MTU in bytes, for packet-too-big.', 1400),
  } satisfies Keys<SimulatedRefusal>,
  { required: ['type', 'code', 'from'], examples: [{ type: 3, code: 1, from: '192.0.2.9' }] },
);

const mplsLabel = object(
  {
    label: count(0, 2 ** 20 - 1, 'The label.', 24_001),
    trafficClass: count(0, 7, 'Its traffic class.'),
    bottomOfStack: { type: 'boolean', description: 'It is the last one of the stack.' },
    ttl: count(0, 255, 'Its TTL.', 1),
  } satisfies Keys<MplsLabel>,
  { required: ['label', 'trafficClass', 'bottomOfStack', 'ttl'] },
);

const mplsLabels: JsonSchema = {
  type: 'array',
  items: ref('mplsLabel'),
  minItems: 1,
  description: 'The MPLS labels that refusals tell, top first.',
  examples: [[{ label: 24_001, trafficClass: 0, bottomOfStack: true, ttl: 1 }]],
};

const tooBig: JsonSchema = {
  enum: ['with-mtu', 'without-mtu', 'silent'],
  description: 'How a router answers packets that are too big.',
};

const behaviour = {
  latency: ref('latency'),
  loss: { ...ref('which'), description: 'The requests that are not answered.' },
  silent: { type: 'boolean', description: 'Never answers.' },
  refuse: { ...ref('refusal'), description: 'An ICMP error comes instead of the replies.' },
  refused: { ...ref('which'), description: 'The requests that refuse is for. Default: all.' },
  unsent: { enum: Object.keys(unsentErrors), description: 'The system refuses to send.' },
  copies: count(1, 1000, 'Replies to a request, a latency apart. Default: 1, with copied 2.', 2),
  copied: { ...ref('which'), description: 'The requests that have copies. Default: all.' },
  reorderBy: { ...ms, description: 'Milliseconds that reordered replies come later.' },
  reordered: { ...ref('which'), description: 'The requests whose replies come later. Default: all.' },
  truncateTo: count(0, 65_535, 'Bytes of payload in replies.', 20),
  truncated: { ...ref('which'), description: 'The requests whose replies are cut. Default: all.' },
  corrupt: {
    enum: ['payload', 'checksum'],
    description: 'The last byte of replies is changed, with the right checksum or without.',
  },
  corrupted: { ...ref('which'), description: 'The requests whose replies are corrupted. Default: all.' },
  ttl: count(1, 255, 'TTL or hop limit of answers as they leave. Default: 64.', 64),
  routers: {
    type: 'array',
    items: { anyOf: [ref('address'), { type: 'null' }] },
    description: 'The routers on the way, nearest first; null says nothing.',
    examples: [['198.51.100.1', null, '198.51.100.3']],
  },
  distance: count(1, 255, 'Hops to the host. Default: one more than routers.', 3),
  mtu: {
    ...mtu,
    description:
      'The first router lets nothing larger through that has DF set, as all of IPv6 has: bytes, IP header included.',
  },
  tooBig,
} satisfies Keys<HostBehaviour>;

const phase = object({
  for: {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 2 ** 53,
    description: 'Milliseconds. The last phase may leave it out.',
    examples: [60_000],
  },
  ...behaviour,
} satisfies Keys<HostPhase>);

const recordedAnswer = object(
  {
    after: { ...ms, description: 'Milliseconds after the request.' },
    from: ref('address'),
    ttl: count(0, 255, 'TTL or hop limit as it arrived.', 64),
    size: count(0, 65_535, 'Bytes of payload that came back. Default: all.', 32),
    altered: { type: 'boolean', description: 'The payload came back changed.' },
    status: count(1, 2 ** 32 - 1, 'IP_STATUS of a refusal.', 11_003),
    icmp: object(
      { type: count(0, 255, 'The ICMP type.', 3), code: count(0, 255, 'The ICMP code.', 1) },
      { required: ['type', 'code'], examples: [{ type: 3, code: 1 }] },
    ),
    mtu: count(0, 2 ** 32 - 1, 'Next-hop MTU in bytes, of packet-too-big.', 1400),
    unproven: { type: 'boolean', description: 'A refusal without a proof.' },
    mplsLabels,
  } satisfies Keys<RecordedAnswer>,
  { required: ['after'], examples: [{ after: 20 }] },
);

const recordedEcho = object({
  answers: { type: 'array', items: ref('recordedAnswer'), examples: [[{ after: 20 }]] },
  unsent: { enum: Object.keys(unsentErrors), description: 'The system refused to send.' },
} satisfies Keys<RecordedEcho>);

const recordedLookup = object(
  {
    after: { ...ms, description: 'Milliseconds that it took.' },
    addresses: { ...addresses, description: 'Addresses that it found, best first.' },
    error: { type: 'string', description: 'Why it found none.', examples: ['ENOTFOUND'] },
  } satisfies Keys<RecordedLookup>,
  { required: ['after'], examples: [{ after: 3, addresses: ['192.0.2.1'] }] },
);

const echoes: JsonSchema = { type: 'array', items: ref('recordedEcho'), examples: [[{ answers: [{ after: 20 }] }]] };

const host = object(
  {
    address: ref('address'),
    responders: { ...addresses, description: 'This is a broadcast or multicast address, and these hosts answer.' },
    recorded: { ...echoes, description: 'What became of each request, one after the other.' },
    recordedRoutes: {
      type: 'array',
      items: { type: 'array', items: echoes },
      description: 'The same for requests with a TTL, by round and hop.',
      examples: [[[[{ answers: [{ after: 1, from: '198.51.100.1', status: 11_013 }] }]]]],
    },
    phases: {
      type: 'array',
      items: ref('phase'),
      minItems: 1,
      description: 'Changes of behaviour, one after the other and over again.',
      examples: [[{ for: 60_000 }, { for: 5000, silent: true }]],
    },
    ...behaviour,
  } satisfies Keys<SimulatedHost>,
  { required: ['address'], examples: [{ address: '192.0.2.1', latency: 20 }] },
);

const rateLimit = object(
  {
    perSecond: { type: 'number', exclusiveMinimum: 0, maximum: 1e9, examples: [1] },
    burst: count(1, 1e9, 'Errors at once after a rest. Default: 1.', 6),
  } satisfies Keys<RateLimit>,
  {
    required: ['perSecond'],
    description: 'It sends no more errors than this.',
    examples: [{ perSecond: 1, burst: 6 }],
  },
);

const router = object(
  {
    address: ref('address'),
    latency: ref('latency'),
    loss: { ...ref('which'), description: 'The packets that it says nothing about.' },
    rateLimit,
    mtu: {
      ...mtu,
      description: 'It lets nothing larger through that has DF set, as all of IPv6 has: bytes, IP header included.',
    },
    tooBig,
    mplsLabels,
  } satisfies Keys<SimulatedRouter>,
  { required: ['address'], examples: [{ address: '198.51.100.1', latency: 2 }] },
);

/** The JSON Schema of scenarios, published as `rxicmp/scenario.schema.json`: what `parseScenario` goes by. */
export const scenarioSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A network for rxicmp to simulate',
  ...object(
    {
      $schema: { type: 'string' },
      description: { type: 'string', description: 'What it shows, in words.' },
      seed: count(0, 2 ** 32 - 1, 'Another seed, other luck. Default: 0.'),
      hosts: { type: 'array', items: ref('host'), examples: [[{ address: '192.0.2.1' }]] },
      routers: { type: 'array', items: ref('router'), description: 'What routers do that stand on the way to hosts.' },
      names: {
        type: 'object',
        additionalProperties: addresses,
        description: 'Addresses of names, best first.',
        examples: [{ 'example.com': ['192.0.2.1'] }],
      },
      lookups: {
        type: 'object',
        additionalProperties: { type: 'array', items: ref('recordedLookup'), minItems: 1 },
        description: 'Look-ups as they were recorded.',
        examples: [{ 'example.com': [{ after: 3, addresses: ['192.0.2.1'] }] }],
      },
      recordingVersion: count(1, 1, 'The version of what is recorded.', 1),
      interfaces: { type: 'array', items: { type: 'string', examples: ['eth0'] }, minItems: 1, examples: [['eth0']] },
      sources: { ...addresses, description: 'Addresses of this machine. Default: any.' },
      mtu: { ...mtu, description: 'This machine sends nothing that is larger with DF set: bytes, IP header included.' },
    } satisfies Keys<Scenario>,
    { required: ['hosts'], examples: [{ hosts: [{ address: '192.0.2.1', latency: 20 }] }] },
  ),
  $defs: {
    address,
    latency,
    which,
    refusal,
    mplsLabel,
    phase,
    host,
    router,
    recordedAnswer,
    recordedEcho,
    recordedLookup,
  },
};
