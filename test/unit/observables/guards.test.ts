import { isFailure, isOutcome, isSuccess, type EchoReply, type EchoStatus } from 'rxicmp';
import { expect, it } from 'vitest';

const statuses: Readonly<Record<EchoStatus, 'success' | 'failure' | 'beside'>> = {
  success: 'success',
  'timed-out': 'failure',
  'destination-net-unreachable': 'failure',
  'destination-host-unreachable': 'failure',
  'destination-protocol-unreachable': 'failure',
  'destination-port-unreachable': 'failure',
  'destination-prohibited': 'failure',
  'destination-scope-mismatch': 'failure',
  'destination-unreachable': 'failure',
  'packet-too-big': 'failure',
  'ttl-expired-in-transit': 'failure',
  'ttl-expired-in-reassembly': 'failure',
  'time-exceeded': 'failure',
  'parameter-problem': 'failure',
  'bad-route': 'failure',
  'bad-option': 'failure',
  'source-quench': 'failure',
  'unrecognized-next-header': 'failure',
  'bad-header': 'failure',
  unknown: 'failure',
  'not-sent': 'failure',
  'not-resolved': 'failure',
  late: 'beside',
  duplicate: 'beside',
  skipped: 'beside',
  removed: 'beside',
};

it.each(Object.entries(statuses))('%s is told as %s', (status, kind) => {
  const reply = { status } as EchoReply;
  expect(isSuccess(reply)).toBe(kind === 'success');
  expect(isFailure(reply)).toBe(kind === 'failure');
  expect(isOutcome(reply)).toBe(kind !== 'beside');
});
