import type { EchoCompletion } from '../../icmpapi/icmpapi.ts';
import { IpStatus4 } from '../../wire/status.ts';
import type { EchoStatus } from '../echoReply.ts';
import { rejectedStatus } from './rejectedStatus.ts';

/** The status of the value that a completion becomes. A completion of phase `sent` or `end` becomes no value. */
export function echoStatus(completion: EchoCompletion, family: 4 | 6): EchoStatus {
  const { phase, status } = completion;
  if (phase === 'late' || phase === 'duplicate') return phase;
  // The status alone does not tell: a router may report the same one.
  if (completion.errorCode !== null) return 'not-sent';
  if (status === IpStatus4.IP_SUCCESS) return 'success';
  return status === IpStatus4.IP_REQ_TIMED_OUT ? 'timed-out' : rejectedStatus(status, family);
}
