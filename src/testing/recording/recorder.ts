import { IcmpArgumentError } from '../../errors.ts';
import { parseAddress } from '../../wire/address.ts';
import { RECORDING_VERSION } from '../scenario/checkRecording.ts';
import type { RecordedEcho, RecordedLookup, Scenario, SimulatedHost } from '../scenario.ts';
import { echoOf } from './echoOf.ts';
import type { RecordedHop, RecordedReply } from './recordedReply.ts';

/** A request, and all values about it. */
interface Request {
  readonly target: string;
  /** A beat that was skipped has the time at which it was due. */
  sentAt: number;
  readonly isSkipped: boolean;
  readonly sequence: number;
  readonly attempt: number;
  readonly replies: RecordedReply[];
}

/** What was recorded of one destination. */
interface Host {
  readonly requests: Map<string, Request>;
  /** By the round of a trace, and the TTL. */
  readonly rounds: Map<number, RecordedEcho[][]>;
  readonly responders: Set<string>;
  /** The attempts that a value was about. */
  readonly attempts: Set<string>;
  isGroup: boolean;
}

interface Lookup extends RecordedLookup {
  readonly at: number;
}

/** Keeps what becomes of probes, and makes a scenario of it. */
export class Recorder {
  readonly #hosts = new Map<string, Host>();
  readonly #lookups = new Map<string, Lookup[]>();
  readonly #zones = new Set<string>();

  add(value: RecordedReply | RecordedHop): void {
    if ('replies' in value) this.#addHop(value);
    else this.#addReply(value);
  }

  /** @throws `IcmpArgumentError` when nothing was recorded. */
  scenario(): Scenario {
    const hosts = [...this.#hosts].map(([address, host]) => recorded(address, host));
    if (hosts.length === 0 && this.#lookups.size === 0) {
      const fix = 'record for as long as it takes until something was sent.';
      throw new IcmpArgumentError('replies', [], 'at least one reply, and not an empty recording', fix);
    }
    const lookups = [...this.#lookups].map(([name, all]) => [
      name,
      all.sort((a, b) => a.at - b.at).map(({ at: _, ...lookup }): RecordedLookup => lookup),
    ]);
    return {
      recordingVersion: RECORDING_VERSION,
      hosts,
      ...(lookups.length > 0 && { lookups: Object.fromEntries(lookups) as Scenario['lookups'] }),
      ...(this.#zones.size > 0 && { interfaces: interfacesOf(this.#zones) }),
    } as Scenario;
  }

  #addHop({ round, ttl, replies }: RecordedHop): void {
    const [first] = replies;
    for (const reply of replies) this.#noteLookup(reply);
    const destination = first?.destination ?? null;
    if (destination === null) return;
    for (const { responder } of replies) this.#noteZone(responder);
    const { rounds } = this.#host(destination);
    const hops = rounds.get(round) ?? [];
    rounds.set(round, hops);
    // A hop is emitted after those before it.
    while (hops.length < ttl) hops.push([]);
    hops[ttl - 1] = replies.map((reply) => echoOf([reply]));
  }

  #addReply(reply: RecordedReply): void {
    const { destination, status, sequence, attempt, missed, responder } = reply;
    this.#noteLookup(reply);
    // After a failed look-up `destination` is the last good address, which has a probe of its own.
    if (destination === null || status === 'removed' || status === 'not-resolved') return;
    this.#noteZone(responder);
    const host = this.#host(destination);
    if (status === 'skipped') {
      // These beats are kept when they are played: then nobody answers.
      for (let i = 0; i < missed; i++) this.#request(host, { ...reply, sequence: sequence + i, attempt: 1 }, 'skipped');
      return;
    }
    // Only one thing is known of attempts that were not emitted: they failed.
    for (let i = 1; i < attempt; i++) {
      if (!host.attempts.has(attemptOf({ ...reply, attempt: i }))) this.#request(host, { ...reply, attempt: i });
    }
    const { replies } = this.#requestOf(host, reply);
    host.isGroup ||= isOutcome(reply) && replies.some(isOutcome);
    if (responder !== null) host.responders.add(responder);
    replies.push(reply);
  }

  /** The request that a reply is about. Two series of one target may have sent at the same moment. */
  #requestOf(host: Host, reply: RecordedReply): Request {
    const { responder } = reply;
    for (let series = 0; ; series++) {
      const request = this.#request(host, reply, `${series}`);
      const isAnother = request.replies.some(
        (one) =>
          isOutcome(one) && isOutcome(reply) && (one.responder === responder || one.rtt === null || reply.rtt === null),
      );
      if (!isAnother) return request;
    }
  }

  #host(destination: string): Host {
    this.#noteZone(destination);
    const known = this.#hosts.get(destination);
    if (known !== undefined) return known;
    const host: Host = {
      requests: new Map(),
      rounds: new Map(),
      responders: new Set(),
      attempts: new Set(),
      isGroup: false,
    };
    this.#hosts.set(destination, host);
    return host;
  }

  /** Several targets may have one address. @param which tells requests apart that are alike in everything else. */
  #request({ requests, attempts }: Host, reply: RecordedReply, which = ''): Request {
    const { target, sentAt, sequence, attempt } = reply;
    const key = `${sentAt} ${sequence} ${attempt} ${target} ${which}`;
    const known = requests.get(key);
    if (known !== undefined) return known;
    attempts.add(attemptOf(reply));
    const request = { target, sentAt, isSkipped: reply.status === 'skipped', sequence, attempt, replies: [] };
    requests.set(key, request);
    return request;
  }

  #noteLookup({ target, destination, status, lookupTime: after, errorCode, sentAt: at }: RecordedReply): void {
    if (after === null || parseAddress(target) !== null) return;
    const isFound = status !== 'not-resolved';
    if (isFound && destination === null) return;
    const all = this.#lookups.get(target) ?? [];
    this.#lookups.set(target, all);
    const last = all.find((one) => one.at === at && one.after === after);
    if (last === undefined) {
      all.push(isFound ? { at, after, addresses: [destination!] } : { at, after, error: errorCode ?? 'ENOTFOUND' });
    } else if (isFound && !last.addresses?.includes(destination!)) {
      (last.addresses as string[] | undefined)?.push(destination!);
    }
  }

  #noteZone(address: string | null): void {
    const zone = address?.split('%')[1];
    if (zone !== undefined) this.#zones.add(zone);
  }
}

function isOutcome({ status }: RecordedReply): boolean {
  return status !== 'late' && status !== 'duplicate';
}

function attemptOf({ target, sequence, attempt }: RecordedReply): string {
  return `${sequence} ${attempt} ${target}`;
}

function byTime(a: Request, b: Request): number {
  return a.sentAt - b.sentAt || a.sequence - b.sequence || a.attempt - b.attempt;
}

/** In the order in which they were sent. A skipped beat is behind the beat before it, however late that was sent. */
function inOrder(requests: Iterable<Request>): readonly Request[] {
  const all = [...requests].sort(byTime);
  // Of a target that was probed twice, the first time.
  const beats = new Map<string, Request>();
  for (const request of [...all].reverse()) beats.set(`${request.sequence} ${request.target}`, request);
  for (const request of all) {
    const before = beats.get(`${request.sequence - 1} ${request.target}`);
    if (request.isSkipped && before !== undefined) request.sentAt = Math.max(request.sentAt, before.sentAt);
  }
  return all.sort(byTime);
}

function recorded(address: string, { requests, rounds, responders, isGroup }: Host): SimulatedHost {
  const echoes = inOrder(requests.values());
  return {
    address,
    ...(isGroup && { responders: [...responders] }),
    ...(echoes.length > 0 && { recorded: echoes.map(({ replies }) => echoOf(replies)) }),
    ...(rounds.size > 0 && { recordedRoutes: [...rounds].sort(([a], [b]) => a - b).map(([, hops]) => hops) }),
  };
}

/** The names of zones, and as many more as the largest number among them needs. */
function interfacesOf(zones: ReadonlySet<string>): readonly string[] {
  const names = [...zones].filter((zone) => !/^\d+$/.test(zone));
  const most = Math.max(1, ...[...zones].filter((zone) => /^\d+$/.test(zone)).map(Number));
  while (names.length < most) names.push(`sim${names.length}`);
  return names;
}
