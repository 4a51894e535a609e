/**
 * What a scenario shows of each of its hosts in turn; where the list is shorter, it begins again.
 */
export interface Shown {
  /** How often a series had which status. */
  readonly ping: readonly string[];
  /** The responders of each hop, without the part that the addresses of a scenario have in common. */
  readonly route?: readonly string[];
  /** The path MTU in bytes. */
  readonly mtu?: readonly number[];
  /** What happens to other programs on such a network. */
  readonly elsewhere?: string;
}

/** What each scenario is for. Seeds are kept, so the drawn numbers are the same everywhere and for ever. */
export const shown: Readonly<Record<string, Shown>> = {
  'a-bad-night': { ping: ['13 success, 3 timed-out, 1 duplicate', '13 success, 4 duplicate, 3 timed-out'] },
  'a-black-hole-for-large-packets': {
    ping: ['16 success'],
    route: ['251 1', 'fb 1'],
    mtu: [1492],
    elsewhere: 'a stale path MTU answers for days',
  },
  'a-closed-port-and-an-unknown-protocol': {
    ping: [
      '16 destination-port-unreachable',
      '16 destination-protocol-unreachable',
      '16 parameter-problem',
      '16 destination-port-unreachable',
      '16 unrecognized-next-header',
      '16 bad-header',
    ],
    elsewhere: 'ICMP errors are swallowed as time-outs',
  },
  'a-flapping-host': { ping: ['8 success, 8 timed-out'], elsewhere: 'there is no hysteresis' },
  'a-forgotten-flow': { ping: ['7 success, 9 timed-out'], elsewhere: 'firewall state sticks to one flow' },
  'a-host-far-away': { ping: ['16 success'], route: ['nobody nobody nobody nobody nobody nobody'] },
  'a-host-on-the-link': { ping: ['16 success', '16 timed-out'], elsewhere: 'link-local zones are not understood' },
  'a-host-that-answers': { ping: ['16 success'] },
  'a-host-that-reboots': {
    ping: ['10 success, 3 timed-out, 3 destination-host-unreachable'],
    elsewhere: 'there is no hysteresis',
  },
  'a-long-tail': { ping: ['15 success, 1 timed-out, 1 late'] },
  'a-narrow-last-link': { ping: ['16 success'], mtu: [1380] },
  'a-queue-that-fills-and-drains': { ping: ['16 success'] },
  'a-recorded-series': { ping: ['14 success, 2 timed-out'] },
  'a-refusal-after-the-time-out': {
    ping: ['16 timed-out, 16 late'],
    elsewhere: 'errors that come after the time-out are lost',
  },
  'a-route-that-changes': { ping: ['16 success'], route: ['251 1', 'fb 1'] },
  'a-route-that-ends-at-a-refusal': { ping: ['16 destination-host-unreachable'], route: ['251 252 252', 'fb fc fc'] },
  'a-route-that-ends-nowhere': {
    ping: ['16 timed-out'],
    route: ['251 252 nobody nobody nobody nobody', 'fb fc nobody nobody nobody nobody'],
  },
  'a-router-that-forgets-every-other-error': {
    ping: ['16 success'],
    route: ['251 252 1', 'fb fc 1'],
    elsewhere: 'rate-limited errors of a hop look like loss',
  },
  'a-router-that-limits-its-errors': {
    ping: ['16 success'],
    route: ['251 252 1', 'fb fc 1'],
    elsewhere: 'rate-limited errors of a hop look like loss',
  },
  'a-router-with-better-things-to-do': { ping: ['16 success'], route: ['251 252 1', 'fb fc 1'] },
  'a-silent-host': { ping: ['16 timed-out'] },
  'a-tunnel-of-labels': {
    ping: ['16 success'],
    route: ['251 252 253 1', 'fb fc 1'],
    mtu: [1500, 1400],
    elsewhere: 'hops of a tunnel look like any other hops',
  },
  'a-tunnel-that-does-not-tell-its-mtu': { ping: ['16 success'], route: ['251 1', 'fb 1'], mtu: [1420] },
  'a-tunnel-that-tells-its-mtu': {
    ping: ['16 success'],
    route: ['251 1', 'fb 1'],
    mtu: [1400],
    elsewhere: 'a stale path MTU answers for days',
  },
  'an-unreachable-host-is-not-alive': {
    ping: ['16 destination-host-unreachable'],
    elsewhere: 'an unreachable host counts as alive',
  },
  'corrupted-packets': { ping: ['12 success, 4 timed-out'] },
  'corrupted-payloads': { ping: ['16 success'] },
  'duplicates-now-and-then': {
    ping: ['16 success, 3 duplicate', '16 success, 8 duplicate'],
    elsewhere: 'duplicates count as received',
  },
  duplicates: { ping: ['16 success, 32 duplicate'], elsewhere: 'duplicates count as received' },
  'every-reply-takes-another-time': { ping: ['16 success'] },
  'every-third-request-is-lost': {
    ping: ['11 success, 5 timed-out'],
    elsewhere: 'loss, jitter and counts differ from tool to tool',
  },
  'hops-that-say-nothing': {
    ping: ['16 success'],
    route: ['nobody 252 nobody 1', 'nobody fc nobody 1'],
    elsewhere: 'a firewall hides time-exceeded',
  },
  'jitter-of-a-radio-link': { ping: ['16 success'], elsewhere: 'loss, jitter and counts differ from tool to tool' },
  'late-replies-are-not-lost': { ping: ['16 timed-out, 16 late'], elsewhere: 'late replies count as loss' },
  'late-replies-do-not-complete-the-next-request': {
    ping: ['10 success, 6 timed-out, 6 late'],
    elsewhere: 'a reply is given to the wrong probe',
  },
  'loss-in-bursts': {
    ping: ['7 success, 9 timed-out', '7 timed-out, 9 success'],
    elsewhere: 'loss, jitter and counts differ from tool to tool',
  },
  'neighbours-with-different-fates': {
    ping: [
      '16 success',
      '16 timed-out',
      '16 destination-host-unreachable',
      '16 success, 16 duplicate',
      '16 timed-out, 16 late',
      '8 success, 8 timed-out',
    ],
    elsewhere: 'a reply is given to the wrong probe',
  },
  'no-route-to-the-network': {
    ping: ['16 destination-net-unreachable'],
    elsewhere: 'ICMP errors are swallowed as time-outs',
  },
  'prohibited-by-a-firewall': {
    ping: ['16 destination-host-unreachable', '16 destination-prohibited'],
    elsewhere: 'an unreachable host counts as alive',
  },
  'random-loss': {
    ping: ['10 success, 6 timed-out', '13 success, 3 timed-out'],
    elsewhere: 'loss, jitter and counts differ from tool to tool',
  },
  'refused-now-and-then': {
    ping: ['10 success, 6 destination-host-unreachable', '14 destination-host-unreachable, 2 success'],
    elsewhere: 'ICMP errors are swallowed as time-outs',
  },
  'replies-cut-into-the-proof': { ping: ['16 timed-out'] },
  'replies-later-than-anybody-waits': { ping: ['16 timed-out'], elsewhere: 'a reply is given to the wrong probe' },
  'replies-overtake-one-another': { ping: ['16 success'], elsewhere: 'a reply is given to the wrong probe' },
  'several-responders': {
    ping: [
      '32 success, 16 duplicate',
      '32 success, 16 duplicate',
      '16 success',
      '16 success, 16 duplicate',
      '16 timed-out',
      '16 success',
      '16 success, 16 duplicate',
      '16 timed-out',
    ],
    elsewhere: 'the first of many replies wins',
  },
  'some-loss-always-and-much-in-bursts': { ping: ['12 success, 4 timed-out', '12 timed-out, 4 success'] },
  'this-system-refuses-to-send': { ping: ['16 not-sent'], elsewhere: 'a cable that is out ends the monitor' },
  'three-routers': { ping: ['16 success'], route: ['251 252 253 1', 'fb fc fd 1'] },
  'truncated-payloads': { ping: ['16 success'], elsewhere: 'devices that truncate look dead' },
  'ttls-of-other-systems': {
    ping: ['16 success'],
    route: [
      'nobody nobody nobody nobody nobody 1',
      'nobody nobody nobody nobody nobody 1',
      'nobody nobody nobody nobody nobody nobody',
      'nobody nobody nobody nobody nobody nobody',
    ],
  },
  'two-bottlenecks': { ping: ['16 success'], route: ['251 252 1', 'fb fc 1'], mtu: [1300] },
};
