import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { EchoOutcome } from '../echoReply.ts';
import type { ProbeSettings } from '../options/probeSettings.ts';
import { nothingSent } from './nothingSent.ts';
import type { UnsentReason } from './unsentReason.ts';
import { toReply } from './toReply.ts';
import { wallTime } from '../pacer/wallTime.ts';

/** Why a stream could not send its first probe. */
interface Unsent extends UnsentReason {
  /** Null when the name of the target has no address. */
  readonly address: string | null;
  readonly lookupTime: number | null;
}

/**
 * The outcome of the first probe of a stream, when it could not be sent.
 *
 * @param scheduler tells the time.
 */
export function unsentOutcome(
  { target, tag, request }: Pick<ProbeSettings, 'target' | 'tag' | 'request'>,
  { address: destination, lookupTime, ...reason }: Unsent,
  scheduler: SchedulerLike = asyncScheduler,
): EchoOutcome {
  const probe = { target, tag, destination, lookupTime, sequence: 0, round: 0, attempt: 1 };
  const status = destination === null ? 'not-resolved' : 'not-sent';
  return toReply(probe, status, nothingSent(wallTime(scheduler), reason), request.wantData) as EchoOutcome;
}
