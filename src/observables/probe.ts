import { concatMap, defer, Observable, of, type Subscriber, type Unsubscribable } from 'rxjs';
import type { EchoCompletion, IcmpDriver, IcmpHandle } from '../icmpapi/icmpapi.ts';
import { OwnRequest } from '../icmpapi/ownRequest.ts';
import type { EchoOutcome, EchoReply } from './echoReply.ts';
import { echoStatus } from './probe/echoStatus.ts';
import { emit } from './probe/emit.ts';
import { lookup } from './probe/lookup.ts';
import { unsentOutcome } from './probe/unsentOutcome.ts';
import type { ProbeValue } from './probe/probeValue.ts';
import type { ProbeOptions, TagOf, Target, WithData } from './options.ts';
import { probeSettings, type ProbeSettings } from './options/probeSettings.ts';
import { unsentReason } from './probe/unsentReason.ts';
import type { Resolved } from './options/resolution.ts';
import { retrying } from './probe/retrying.ts';
import { retrySettings } from './options/retrySettings.ts';
import { sendEcho } from './probe/sendEcho.ts';
import { toReply } from './probe/toReply.ts';

/**
 * Emits the outcome of one echo request, and completes.
 *
 * ```text
 * subscription  ^------!
 * probe         -------(a|)     a: the echo reply, a refusal, or the time-out
 * ```
 *
 * What the network does is a value: an echo reply in time is `'success'`, silence is `'timed-out'`, a router's or
 * the host's refusal has the status that says which. A probe that could not be sent for a reason that may pass is
 * `'not-sent'`, and a name without an address is `'not-resolved'`. A broadcast or multicast address emits every host's
 * reply as it arrives and completes at the time-out. With `retry`, a failed probe or look-up is tried again, and
 * `attempt` of the outcome counts the attempts.
 *
 * Nothing happens before a subscription, and each one has an ICMP handle of its own; unsubscribing closes it, and
 * nothing is sent or received for it any more.
 *
 * @example
 * {@includeCode ../../examples/probe.ts}
 *
 * @param target a host name or a numeric address, or an object that adds options and a tag; the tag comes back as
 * `reply.tag`. Options of the target win over those of the call.
 * @param options times in milliseconds, sizes in bytes.
 * @returns a cold Observable that emits one {@link EchoOutcome} for a unicast address.
 * @throws never in the call; error notifications are `IcmpArgumentError` for what can never work, before anything is sent,
 * `IcmpPermissionError` when this process may open no ICMP socket, and `IcmpError` with `ERR_ICMP_NO_DRIVER`.
 * @see {@link ping} for a series, {@link sweep} for many targets, {@link throwIfFailed} for failures as errors,
 * {@link diagnose} for permissions.
 */
export function probe<const T extends Target, Data extends boolean = false>(
  target: T,
  options: ProbeOptions<Data> = {},
): Observable<WithData<EchoOutcome<TagOf<T>>, T, Data>> {
  const outcomes = defer(() => {
    const settings = probeSettings(target, options);
    const retry = retrySettings(settings.retry);
    return retry === null ? attempt(settings) : retrying(attempt(settings), retry);
  });
  return outcomes as Observable<WithData<EchoOutcome<TagOf<T>>, T, Data>>;
}

function attempt(settings: ProbeSettings): Observable<EchoReply<unknown>> {
  if (settings.numeric !== null) return echo(settings, settings.numeric);
  return lookup(settings).pipe(
    concatMap((resolution): Observable<EchoReply<unknown>> =>
      resolution.address === null ? of(unsentOutcome(settings, resolution)) : echo(settings, resolution),
    ),
  );
}

function echo(settings: ProbeSettings, resolved: Resolved): Observable<EchoReply<unknown>> {
  return new Observable((subscriber) => {
    try {
      const Kind = settings.request.wantData ? EchoWithData : Echo;
      new Kind(settings, resolved, subscriber).send(settings);
    } catch (error) {
      const reason = unsentReason(error, false);
      if (reason === null) return subscriber.error(error);
      emit(subscriber, unsentOutcome(settings, { ...resolved, ...reason }));
      subscriber.complete();
    }
  });
}

/**
 * One request, and its own handle, which is closed with the subscription. There may be very many under way, so this
 * object keeps nothing that only the send needs, and nothing that is the same for all.
 */
class Echo implements ProbeValue, Unsubscribable {
  readonly #subscriber: Subscriber<EchoReply<unknown>>;
  readonly #driver: IcmpDriver;
  readonly #handle: IcmpHandle;
  readonly target: string;
  readonly tag: unknown;
  readonly destination: string;
  readonly lookupTime: number | null;

  constructor(
    { driver, target, tag }: ProbeSettings,
    { address, family, lookupTime: took }: Resolved,
    subscriber: Subscriber<EchoReply<unknown>>,
  ) {
    this.#subscriber = subscriber;
    this.#driver = driver;
    this.#handle = driver.createFile(family, true);
    this.target = target;
    this.tag = tag;
    this.destination = address;
    this.lookupTime = took;
  }

  get sequence(): number {
    return 0;
  }

  get round(): number {
    return 0;
  }

  get attempt(): number {
    return 1;
  }

  /** No field: that would be eight bytes more for each probe. */
  get wantsData(): boolean {
    return false;
  }

  send(settings: ProbeSettings): void {
    this.#subscriber.add(this);
    const request = new OwnRequest(settings.request, this.destination);
    // Bound: an arrow function would keep everything here alive.
    sendEcho(settings, this.#handle, request, this.settle.bind(this));
  }

  settle(completion: EchoCompletion): void {
    if (completion.phase === 'outcome') {
      const status = echoStatus(completion, this.#handle.family);
      emit(this.#subscriber, toReply(this, status, completion, this.wantsData));
    }
    if (completion.final) this.#subscriber.complete();
  }

  /** RxJS calls this at the end of the subscription. */
  unsubscribe(): void {
    this.#driver.closeHandle(this.#handle);
  }
}

/** An `Echo` whose values have `ReplyData`. */
class EchoWithData extends Echo {
  override get wantsData(): boolean {
    return true;
  }
}
