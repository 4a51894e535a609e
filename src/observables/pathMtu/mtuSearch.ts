import { asyncScheduler, type Subscriber } from 'rxjs';
import type { EchoCompletion } from '../../icmpapi/icmpapi.ts';
import { ECHO_HEADERS } from '../../wire/echoHeaders.ts';
import { IpStatus4 } from '../../wire/status.ts';
import type { EchoOutcome } from '../echoReply.ts';
import { afterOutcome, type Attempts } from '../probe/afterOutcome.ts';
import { echoStatus } from '../probe/echoStatus.ts';
import { MtuBounds } from './mtuBounds.ts';
import type { MtuStep } from '../mtuStep.ts';
import { Handles } from '../probe/handles.ts';
import { nothingSent } from '../probe/nothingSent.ts';
import { wallTime } from '../pacer/wallTime.ts';
import { unsentReason } from '../probe/unsentReason.ts';
import type { PathMtuSettings } from './pathMtuSettings.ts';
import type { Resolved } from '../options/resolution.ts';
import { sendProbe } from '../probe/sendProbe.ts';
import { toReply } from '../probe/toReply.ts';

/** One subscription to `pathMtu`, from where the address is known. */
export class MtuSearch implements Attempts<number, EchoOutcome> {
  readonly #settings: PathMtuSettings;
  readonly #destination: Resolved;
  readonly #subscriber: Subscriber<MtuStep>;
  readonly #bounds: MtuBounds;
  readonly #handles: Handles;
  #sequence = 0;
  /** The attempt at the present size, from 1. */
  #attempt = 1;

  constructor(settings: PathMtuSettings, destination: Resolved, subscriber: Subscriber<MtuStep>) {
    this.#settings = settings;
    this.#destination = destination;
    this.#subscriber = subscriber;
    this.#bounds = new MtuBounds(destination.family, settings.max);
    this.#handles = new Handles(subscriber);
  }

  /** Sends the next probe. */
  try(): void {
    const { request, retries, target, tag } = this.#settings;
    const { address: destination, family } = this.#destination;
    const size = this.#bounds.next;
    const sequence = this.#sequence++;
    const lookupTime = sequence === 0 ? this.#destination.lookupTime : null;
    const probe = { target, tag, destination, lookupTime, sequence, round: 0, attempt: this.#attempt };
    const onOutcome = (completion: EchoCompletion): void => {
      const reply = toReply(probe, echoStatus(completion, family), completion, false) as EchoOutcome;
      afterOutcome(this, size, reply, retries, probe.attempt);
    };
    const data = size - ECHO_HEADERS[family];
    try {
      const handle = this.#handles.of(this.#settings.driver, family);
      sendProbe(this.#settings, handle, { ...request, destination, data }, onOutcome);
    } catch (error) {
      const reason = unsentReason(error, sequence > 0);
      if (reason === null) return this.#subscriber.error(error);
      onOutcome(nothingSent(wallTime(asyncScheduler), reason));
    }
  }

  isWanted(): boolean {
    return !this.#subscriber.closed;
  }

  emit(size: number, reply: EchoOutcome, isLast: boolean): void {
    const goesOn = !isLast || this.#learn(size, reply);
    const { lower, upper, found } = this.#bounds;
    const { target } = this.#settings;
    this.#subscriber.next({ target, size, reply, lower, upper, mtu: found ? lower : null });
    if (!isLast) return;
    if (found || !goesOn) return this.#subscriber.complete();
    this.#attempt = 0;
    this.tryAgain();
  }

  tryAgain(): void {
    this.#attempt++;
    if (!this.#subscriber.closed) this.try();
  }

  fail(reason: unknown): void {
    this.#subscriber.error(reason);
  }

  /** @returns false when neither this reply nor further ones can teach anything. */
  #learn(size: number, { status, statusCode, mtu }: EchoOutcome): boolean {
    const bounds = this.#bounds;
    if (status === 'success') {
      bounds.passed(size);
      return true;
    }
    // By the number, because the system's own refusal to send has it, too.
    const isTooBig = statusCode === IpStatus4.IP_PACKET_TOO_BIG || status === 'timed-out';
    if (!isTooBig || !bounds.answers) return false;
    bounds.tooBig(size, mtu);
    return true;
  }
}
