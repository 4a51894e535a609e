import { bindContext } from '#platform';
import type { SchedulerLike, Subscriber, Subscription } from 'rxjs';
import type { EchoCompletion, PendingEcho } from '../../icmpapi/icmpapi.ts';
import { IpStatus4 } from '../../wire/status.ts';
import type { EchoOutcome } from '../echoReply.ts';
import { echoStatus } from '../probe/echoStatus.ts';
import { Handles } from '../probe/handles.ts';
import type { Hop } from '../hop.ts';
import { nothingSent } from '../probe/nothingSent.ts';
import { wallTime } from '../pacer/wallTime.ts';
import { unsentReason } from '../probe/unsentReason.ts';
import type { Resolved } from '../options/resolution.ts';
import { sendEcho } from '../probe/sendEcho.ts';
import type { PacedStream } from '../pacer/pace.ts';
import { StreamClock } from '../pacer/streamClock.ts';
import { timer } from '../pacer/timer.ts';
import { toHop } from './toHop.ts';
import { toReply } from '../probe/toReply.ts';
import type { TracerouteSettings } from './tracerouteSettings.ts';

/** The status of the time-out, in both families. */
const IP_REQ_TIMED_OUT = IpStatus4.IP_REQ_TIMED_OUT;
/**
 * Probes in flight at once: enough for a few hops, and not many for the target, which gets all probes with a larger TTL
 * than needed.
 */
const WINDOW = 16;

/** A hop whose probes are not all settled. */
interface OpenHop {
  readonly ttl: number;
  /** By probe; has holes until all are settled. */
  readonly replies: EchoOutcome[];
  readonly pending: Set<PendingEcho>;
  /** The requests that have timed out, and may still be refused. */
  readonly late: Set<PendingEcho>;
  sent: number;
  settled: number;
}

/** One subscription to `traceroute`, from where the address is known. */
export class Trace implements PacedStream {
  readonly timers: SchedulerLike;
  /** What is sent depends on the latest answers: nothing is handed over ahead. */
  readonly lookAhead = 0;
  readonly keepAlive = true;
  /** Other streams may share the pace, and wake this one in their context. */
  readonly onSlot = bindContext(() => {
    this.#inLine = false;
    this.run();
  });
  readonly #settings: TracerouteSettings;
  readonly #destination: Resolved;
  readonly #subscriber: Subscriber<Hop>;
  readonly #clock: StreamClock;
  readonly #handles: Handles;

  /** The number of the next probe of this subscription. */
  #sequence = 0;
  /** The driver has taken a probe. */
  #wasTaken = false;
  #round = 0;
  /** The time at which the round started, or will start. */
  #start: number;
  /** The trace stands in line for a slot. */
  #inLine = false;
  #timer: Subscription | null = null;
  /** The hops that this round has probed, nearest first. */
  #hops: OpenHop[] = [];
  #emitted = 0;
  /** The TTLs at which a round has waited for a refusal in vain. Those after it do not wait there. */
  readonly #silent = new Set<number>();
  /** How many hops away the way ends, as far as this round knows. */
  #distance: number | null = null;

  constructor(settings: TracerouteSettings, destination: Resolved, subscriber: Subscriber<Hop>) {
    this.#settings = settings;
    this.#destination = destination;
    this.#subscriber = subscriber;
    this.#clock = new StreamClock(settings.driver, settings.scheduler);
    this.#handles = new Handles(subscriber);
    this.timers = this.#clock.timers;
    this.#start = this.now();
    subscriber.add(() => {
      this.#timer?.unsubscribe();
      this.#leaveLine();
    });
  }

  now(): number {
    return this.#clock.now();
  }

  /** How many hops the round has, as far as it is known. */
  #length(): number {
    return this.#distance ?? this.#settings.maxTtl;
  }

  /** Does everything that can be done now: at first, sends. */
  run(): void {
    let hop;
    while (!this.#subscriber.closed && (hop = this.#hopToProbe()) !== null && this.#mayGo()) this.#send(hop);
    while (this.#emitNext());
    if (!this.#subscriber.closed && this.#emitted === this.#length()) this.#endRound();
  }

  /** The hop that the next probe is for; null when there is none, or no room for it. */
  #hopToProbe(): OpenHop | null {
    if (this.#inFlight() >= WINDOW) return null;
    let hop = this.#hops.at(-1);
    if (hop === undefined || hop.sent === this.#settings.probes) {
      if (this.#hops.length === this.#length()) return null;
      hop = { ttl: this.#hops.length + 1, replies: [], pending: new Set(), late: new Set(), sent: 0, settled: 0 };
      this.#hops.push(hop);
    }
    return hop;
  }

  #inFlight(): number {
    return this.#hops.reduce((sum, { pending }) => sum + pending.size, 0);
  }

  /** Takes a slot for the next probe. @returns false when it is still to come. */
  #mayGo(): boolean {
    const { pace } = this.#settings;
    if (pace === null) return true;
    if (this.#inLine) return false;
    if (pace.take(this, this.now()) !== null) return true;
    this.#inLine = true;
    pace.wait(this);
    return false;
  }

  #leaveLine(): void {
    if (this.#inLine) this.#settings.pace!.leave(this);
    this.#inLine = false;
  }

  #send(hop: OpenHop): void {
    const index = hop.sent++;
    const { request, target, tag } = this.#settings;
    const { address: destination, family } = this.#destination;
    const sequence = this.#sequence++;
    const lookupTime = sequence === 0 ? this.#destination.lookupTime : null;
    const probe = { target, tag, destination, lookupTime, sequence, round: this.#round, attempt: 1 };
    const settle = (completion: EchoCompletion): void => {
      this.#settle(hop, index, toReply(probe, echoStatus(completion, family), completion, false) as EchoOutcome);
    };
    const onCompletion = (completion: EchoCompletion): void => {
      hop.pending.delete(pending);
      hop.late.delete(pending);
      if (completion.phase === 'outcome') {
        const mayBeRefused = !completion.final && completion.status === IP_REQ_TIMED_OUT;
        if (mayBeRefused) hop.late.add(pending);
        else if (!completion.final) pending.cancel();
        settle(completion);
      } else if (completion.phase === 'late') {
        if (!completion.final) pending.cancel();
        const reply = toReply(
          probe,
          echoStatus({ ...completion, phase: 'outcome' }, family),
          completion,
          false,
        ) as EchoOutcome;
        if (isRefusal(reply)) this.#refuse(hop, index, reply);
      }
      this.run();
    };
    let pending: PendingEcho;
    try {
      const handle = this.#handles.of(this.#settings.driver, family);
      pending = sendEcho(this.#settings, handle, { ...request, destination, ttl: hop.ttl }, onCompletion);
      this.#wasTaken = true;
    } catch (error) {
      const reason = unsentReason(error, this.#wasTaken);
      if (reason === null) return this.#subscriber.error(error);
      return settle(nothingSent(wallTime(this.timers), reason));
    }
    hop.pending.add(pending);
  }

  #settle(hop: OpenHop, index: number, reply: EchoOutcome): void {
    hop.replies[index] = reply;
    hop.settled++;
    if (!this.#endsAt(hop, reply)) return;
    this.#endAt(hop);
  }

  /** A probe that had timed out was refused later. */
  #refuse(hop: OpenHop, index: number, reply: EchoOutcome): void {
    // For a hop that was emitted it is too late. The next round waits again.
    if (this.#hops[hop.ttl - 1] !== hop || hop.ttl <= this.#emitted) return void this.#silent.delete(hop.ttl);
    hop.replies[index] = reply;
    if (this.#endsAt(hop, reply)) this.#endAt(hop);
  }

  #endAt(hop: OpenHop): void {
    // The distance never grows: the hops beyond an end were cancelled when that end was found.
    this.#distance = hop.ttl;
    for (const { pending, late } of this.#hops.splice(hop.ttl)) for (const echo of [...pending, ...late]) echo.cancel();
  }

  /** Whether the way ends at this hop, of which one more probe is settled. */
  #endsAt(hop: OpenHop, reply: EchoOutcome): boolean {
    if (reply.status === 'success' || (isRefusal(reply) && reply.responder === reply.destination)) return true;
    if (hop.settled < this.#settings.probes) return false;
    if (hop.replies.every(({ status }) => status === 'not-sent')) return true;
    // One of several branches may have no route where the others go on.
    const goesOn = this.#hops.slice(hop.ttl - 1).some(({ replies }) => replies.some(wentOn));
    return !goesOn && hop.replies.some(isRefusal);
  }

  /** @returns false when the next hop is not settled. */
  #emitNext(): boolean {
    const hop = this.#hops[this.#emitted];
    if (hop === undefined || hop.settled < this.#settings.probes || this.#mayStillEndAt(hop)) return false;
    const isSilent = hop.replies.every(({ status }) => status === 'timed-out');
    if (!isSilent) this.#silent.delete(hop.ttl);
    else if (hop.late.size === 0) this.#silent.add(hop.ttl);
    // A refusal that nobody waits for is still heard.
    if (!this.#silent.has(hop.ttl)) for (const echo of hop.late) echo.cancel();
    this.#emitted++;
    this.#subscriber.next(toHop(this.#settings, this.#round, hop.ttl, hop.replies, hop.ttl === this.#distance));
    return true;
  }

  /** Whether a silent hop may turn out to be one that refuses, and so the last one. */
  #mayStillEndAt(hop: OpenHop): boolean {
    if (hop.late.size === 0 || this.#silent.has(hop.ttl)) return false;
    return !this.#hops.slice(hop.ttl - 1).some(({ replies }) => replies.some(wentOn));
  }

  #endRound(): void {
    if (++this.#round === this.#settings.rounds) return this.#subscriber.complete();
    this.#hops = [];
    this.#emitted = 0;
    this.#distance = null;
    this.#leaveLine();
    this.#start = Math.max(this.#start + this.#settings.interval, this.now());
    this.#await();
  }

  #await(): void {
    if (this.#start <= this.now()) this.run();
    else this.#wakeAt(this.#start);
  }

  #wakeAt(time: number): void {
    this.#timer?.unsubscribe();
    // Timers may come early.
    this.#timer = timer(this.timers, time - this.now(), () => this.#await());
  }
}

/** Whether a router or host refused the probe, so that it came no further. */
function isRefusal(reply: EchoOutcome): boolean {
  return reply.responder !== null && reply.status !== 'source-quench' && !wentOn(reply);
}

/** Whether the probe used up its TTL, or reached the target. */
function wentOn({ status }: EchoOutcome): boolean {
  return status === 'success' || status === 'ttl-expired-in-transit' || status === 'time-exceeded';
}
