import type { RecordedEcho } from '../scenario.ts';
import type { SimulatedAnswer } from './simulatedAnswer.ts';

/** What came back for a request that was recorded. */
export function recordedAnswers({ answers = [] }: RecordedEcho, host: string): readonly SimulatedAnswer[] {
  return answers.map(({ after, from = host, ttl = null, size = Infinity, altered = false, ...refused }) => {
    const { status, icmp, mtu = null, unproven = false, mplsLabels = [] } = refused;
    const { type = null, code = null } = icmp ?? {};
    const error = status === undefined ? null : { type, code, mtu, status, mplsLabels };
    return { delay: after, from, ttl, error, truncateTo: size, corrupt: altered ? 'payload' : null, unproven };
  });
}
