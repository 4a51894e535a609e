import type { RecordedAnswer, RecordedEcho } from '../scenario.ts';
import { unsentErrors } from '../scenario/unsentErrors.ts';
import type { RecordedReply } from './recordedReply.ts';

/** What became of one request, by all values about it. */
export function echoOf(replies: readonly RecordedReply[]): RecordedEcho {
  const unsent = replies.find(({ status }) => status === 'not-sent');
  if (unsent !== undefined) return { unsent: playable(unsent.errorCode) };
  const answers = replies.flatMap((reply) => answerOf(reply) ?? []);
  return answers.length === 0 ? {} : { answers: answers.sort((a, b) => a.after - b.after) };
}

/** Null for a time-out. */
function answerOf(reply: RecordedReply): RecordedAnswer | null {
  const { rtt, responder, destination, replyTtl, size, altered, statusCode, icmp, mtu, unproven, mplsLabels } = reply;
  if (rtt === null) return null;
  const isRefusal = statusCode !== 0 && statusCode !== null;
  return {
    after: rtt,
    ...(responder !== null && responder !== destination && { from: responder }),
    ...(replyTtl !== null && { ttl: replyTtl }),
    ...(size !== null && !isRefusal && { size }),
    ...(altered && { altered }),
    ...(isRefusal && { status: statusCode }),
    ...(isRefusal && icmp !== null && { icmp }),
    ...(mtu !== null && { mtu }),
    ...(unproven && { unproven }),
    ...(mplsLabels !== null && { mplsLabels }),
  };
}

/** The errors of other systems have other names; what they mean is that nothing was sent. */
function playable(errorCode: string | null): string {
  return errorCode !== null && Object.hasOwn(unsentErrors, errorCode) ? errorCode : 'EINVAL';
}
