import type { EchoOutcome } from '../../index.ts';
import { formatRtt } from './formatRtt.ts';
import { statusInWords } from './statusInWords.ts';
import { unsentReason } from './unsentReason.ts';

/** What became of a probe, in a few words without its target: the time, or why there is none. */
export function formatOutcome(outcome: EchoOutcome): string {
  const { status, responder, destination, mtu } = outcome;
  switch (status) {
    case 'success':
      return formatRtt(outcome);
    case 'timed-out':
      return 'timed out';
    case 'not-sent':
    case 'not-resolved':
      return `${statusInWords(outcome)}: ${unsentReason(outcome)}`;
    default: {
      const who = responder === destination ? '' : ` from ${responder}`;
      return `${statusInWords(outcome)}${who}${mtu === null ? '' : ` (mtu=${mtu})`}`;
    }
  }
}
