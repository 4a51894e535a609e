import { asyncScheduler, type Subscriber } from 'rxjs';
import type { EchoCompletion } from '../../icmpapi/icmpapi.ts';
import { ECHO_HEADERS } from '../../wire/echoHeaders.ts';
import { IpStatus4 } from '../../wire/status.ts';
import type { EchoOutcome } from '../echoReply.ts';
import { echoStatus } from '../probe/echoStatus.ts';
import { Handles } from '../probe/handles.ts';
import { MtuBounds } from './mtuBounds.ts';
import type { MtuStep } from '../mtuStep.ts';
import { nothingSent } from '../probe/nothingSent.ts';
import { refusalErrno } from '../probe/refusalErrno.ts';
import type { PathMtuSettings } from './pathMtuSettings.ts';
import type { Resolved } from '../options/resolution.ts';
import { sendProbe } from '../probe/sendProbe.ts';
import { toReply } from '../probe/toReply.ts';

/** One subscription to `pathMtu`, from where the address is known. */
export class MtuSearch {
  readonly #settings: PathMtuSettings;
  readonly #destination: Resolved;
  readonly #subscriber: Subscriber<MtuStep>;
  readonly #bounds: MtuBounds;
  readonly #handles: Handles;
  #sequence = 0;
  /** At the size that is tried, from 1. */
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
    const { request } = this.#settings;
    const { address, family, lookup } = this.#destination;
    const size = this.#bounds.next;
    const sequence = this.#sequence++;
    const onOutcome = (completion: EchoCompletion): void => {
      const status = echoStatus(completion, family);
      const spent = sequence === 0 ? lookup : null;
      const reply = toReply(this.#settings, address, spent, sequence, status, completion, 0, 0, this.#attempt);
      this.#step(size, reply as EchoOutcome);
    };
    const data = size - ECHO_HEADERS[family];
    try {
      const handle = this.#handles.of(this.#settings.driver, family);
      sendProbe(this.#settings, handle, { ...request, destination: address, data }, onOutcome);
    } catch (error) {
      const errno = refusalErrno(error, sequence > 0);
      if (errno === null) return this.#subscriber.error(error);
      onOutcome(nothingSent(asyncScheduler.now(), errno));
    }
  }

  #step(size: number, reply: EchoOutcome): void {
    const { target, retry } = this.#settings;
    const isTriedAgain = reply.status === 'timed-out' && this.#attempt <= retry;
    const goesOn = isTriedAgain || this.#learn(size, reply);
    this.#attempt = isTriedAgain ? this.#attempt + 1 : 1;
    const { lower, upper, found } = this.#bounds;
    this.#subscriber.next({ target, size, reply, lower, upper, mtu: found ? lower : null });
    if (this.#subscriber.closed) return;
    if (found || !goesOn) return this.#subscriber.complete();
    this.try();
  }

  /** @returns false when nothing is to be learnt from a reply, nor from more of them. */
  #learn(size: number, { status, statusCode, mtu }: EchoOutcome): boolean {
    const bounds = this.#bounds;
    if (status === 'success') {
      bounds.passed(size);
      return true;
    }
    // By the number, which the system's own refusal to send has too.
    const isTooBig = statusCode === IpStatus4.IP_PACKET_TOO_BIG || status === 'timed-out';
    if (!isTooBig || !bounds.answers) return false;
    bounds.tooBig(size, mtu);
    return true;
  }
}
