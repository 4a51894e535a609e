import { IcmpError } from '../errors.ts';
import type { EchoOutcome, EchoSuccess } from '../observables/echoReply.ts';

/** What `throwIfFailed` makes of a failure: `reply` is the value that failed. */
export class EchoFailedError extends IcmpError {
  readonly reply: Exclude<EchoOutcome<unknown>, EchoSuccess<unknown>>;

  constructor(reply: Exclude<EchoOutcome<unknown>, EchoSuccess<unknown>>) {
    super('ERR_ICMP_ECHO_FAILED', describe(reply));
    this.name = 'EchoFailedError';
    this.reply = reply;
  }
}

function describe({ target, sequence, status, responder, errorCode }: EchoOutcome<unknown>): string {
  const by = responder === null ? '' : ` by ${responder}`;
  const why = errorCode === null ? '' : `, ${errorCode}`;
  return `Probe ${sequence} of ${target} failed: ${status}${by}${why}.`;
}
