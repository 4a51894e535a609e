import { echoRequest } from '../../icmpapi/echoRequest.ts';
import type { EchoRequest } from '../../icmpapi/icmpapi.ts';
import { IpStatus4 } from '../../wire/status.ts';
import { Win32Error } from '../../wire/win32Errors.ts';
import { assert } from './assert.ts';
import { assertEqual } from './assertEqual.ts';
import { assertThrows } from './assertThrows.ts';
import type { ClauseCase } from './clauseCase.ts';
import type { Session } from './session.ts';

const { ERROR_INVALID_NETNAME, ERROR_INVALID_PARAMETER } = Win32Error;
const { IP_GENERAL_FAILURE, IP_OPTION_TOO_BIG } = IpStatus4;

/** What can never work, by the argument that the error names. Windows would answer with ERROR_INVALID_PARAMETER. */
const wrong: readonly (readonly [argument: keyof EchoRequest, what: string, options: Partial<EchoRequest>])[] = [
  ['destination', 'a name', { destination: 'localhost' }],
  ['destination', 'an empty text', { destination: '' }],
  ['destination', 'three octets', { destination: '192.0.2' }],
  ['source', 'a name', { source: 'localhost' }],
  ['timeout', 'NaN', { timeout: NaN }],
  ['timeout', 'negative', { timeout: -1 }],
  ['timeout', 'above 2^32 - 2', { timeout: 2 ** 32 - 1 }],
  ['lateWindow', 'NaN', { lateWindow: NaN }],
  ['lateWindow', 'negative', { lateWindow: -1 }],
  ['notBefore', 'NaN', { notBefore: NaN }],
  ['ttl', '-1', { ttl: -1 }],
  ['ttl', '256', { ttl: 256 }],
  ['ttl', 'a fraction', { ttl: 1.5 }],
  ['tos', '-1', { tos: -1 }],
  ['tos', '256', { tos: 256 }],
  ['data', '65,501 bytes of ours', { data: 65_501 }],
  ['data', '65,501 bytes of the caller', { data: new Uint8Array(65_501) }],
  ['data', 'a fraction', { data: 1.5 }],
  ['data', 'negative', { data: -1 }],
  ['replySize', 'NaN', { replySize: NaN }],
  ['replySize', 'negative', { replySize: -1 }],
  ['replySize', '0', { replySize: 0 }],
  ['completion', 'unknown', { completion: 'poll' as never }],
];

const refusedArguments: readonly ClauseCase[] = wrong.map(([argument, what, options]) => ({
  name: `${argument}: ${what} throws, and nothing is sent`,
  run: (session) => refuseToSend(session, argument, ERROR_INVALID_PARAMETER, options),
}));

/** "`sendEcho2Ex` throws only what it can decide in the call. What the system refuses later is a final completion." */
export const refusal: readonly ClauseCase[] = [
  ...refusedArguments,
  {
    name: 'ttl: 0 throws, and nothing is sent',
    family: 6,
    run: (session) => refuseToSend(session, 'ttl', IP_GENERAL_FAILURE, { ttl: 0 }),
  },
  {
    name: 'optionsData: 41 bytes throws, and nothing is sent',
    family: 4,
    run: (session) => refuseToSend(session, 'optionsData', IP_OPTION_TOO_BIG, { optionsData: new Uint8Array(41) }),
  },
  {
    name: 'optionsData: in IPv6 throws, and nothing is sent',
    family: 6,
    run: (session) =>
      refuseToSend(session, 'optionsData', Win32Error.ERROR_NOT_SUPPORTED, { optionsData: new Uint8Array(4) }),
  },
  {
    name: 'onCompletion: no function throws, and nothing is sent',
    async run(session) {
      const { sent } = session.driver.counters();
      const request = echoRequest(session.address('answers'));
      const send = () => session.driver.sendEcho2Ex(session.open(), request, null as never);
      assertThrows(send, 'ERR_ICMP_ARGUMENT', ERROR_INVALID_PARAMETER, 'onCompletion');
      await session.sleep(5);
      assertEqual(session.driver.counters().sent, sent, 'sent');
    },
  },
  {
    name: 'destination: of the other family throws, and nothing is sent',
    run: (session) =>
      refuseToSend(session, 'destination', ERROR_INVALID_PARAMETER, {
        destination: session.fixture.family === 4 ? '::1' : '127.0.0.1',
      }),
  },
  {
    name: 'destination: unspecified throws, and nothing is sent',
    run: (session) =>
      refuseToSend(session, 'destination', ERROR_INVALID_NETNAME, {
        destination: session.fixture.family === 4 ? '0.0.0.0' : '::',
      }),
  },
  {
    name: 'destination: link-local without a zone throws, and nothing is sent',
    family: 6,
    run: (session) => refuseToSend(session, 'destination', ERROR_INVALID_PARAMETER, { destination: 'fe80::1' }),
  },
  {
    name: 'source: of the other family throws, and nothing is sent',
    run: (session) =>
      refuseToSend(session, 'source', ERROR_INVALID_PARAMETER, {
        source: session.fixture.family === 4 ? '::1' : '127.0.0.1',
      }),
  },
  {
    name: 'source: not an address of this machine throws, and nothing is sent',
    run: (session) =>
      refuseToSend(session, 'source', ERROR_INVALID_NETNAME, {
        source: session.fixture.family === 4 ? '203.0.113.77' : '2001:db8:ffff::77',
      }),
  },
  {
    name: 'networkInterface: unknown throws, and nothing is sent',
    needs: ['networkInterface'],
    async run(session) {
      await refuseToSend(session, 'networkInterface', ERROR_INVALID_PARAMETER, { networkInterface: 'no-such-one' });
      await refuseToSend(session, 'networkInterface', ERROR_INVALID_PARAMETER, { networkInterface: 2 ** 31 - 1 });
    },
  },
  {
    name: 'what the system refuses to send is one final completion with its name and number',
    needs: ['address: noRoute'],
    async run(session) {
      const { address, status, errorCode } = session.address('noRoute');
      const { sent } = session.driver.counters();
      const outcome = await session.outcome(address, { reportSent: true });
      assertEqual(outcome.final, true, 'final');
      assertEqual(outcome.status, status, 'the status');
      assertEqual(outcome.errorCode, errorCode, 'errorCode');
      assert(outcome.errorNumber! > 0, `errorNumber is ${String(outcome.errorNumber)}`);
      assertEqual(outcome.address, null, 'the address');
      assertEqual(outcome.roundTripTime, null, 'the round-trip time');
      assertEqual(session.driver.counters().sent, sent, 'sent');
    },
  },
  {
    name: 'what the system refuses to send waits for no late window',
    needs: ['address: noRoute', 'lateReplies'],
    async run(session) {
      const outcome = await session.outcome(session.address('noRoute').address, { lateWindow: 100 });
      assertEqual(outcome.final, true, 'final');
    },
  },
  {
    name: 'what a router refuses is an outcome with its address, its round-trip time and what it said',
    needs: ['icmpErrors', 'address: refuses'],
    async run(session) {
      const { address, status, from } = session.address('refuses');
      const { sent } = session.driver.counters();
      const outcome = await session.outcome(address);
      assertEqual(outcome.status, status, 'the status');
      assertEqual(outcome.address, from, 'the address');
      assertEqual(outcome.errorCode, null, 'errorCode of a request that was sent');
      assert(outcome.roundTripTime !== null, 'there is no round-trip time');
      assert(outcome.icmpType !== null && outcome.icmpCode !== null, 'there is no ICMP type and code');
      assertEqual(session.driver.counters().sent, sent + 1, 'sent');
    },
  },
  {
    name: 'a refusal carries the MPLS labels that the router tells',
    needs: ['icmpErrors', 'address: labels'],
    async run(session) {
      const { address, ttl, from, mplsLabels } = session.address('labels');
      const outcome = await session.outcome(address, { ttl });
      assertEqual(outcome.address, from, 'the address');
      assertEqual(outcome.mplsLabels, mplsLabels, 'mplsLabels');
      const reply = await session.outcome(address);
      assertEqual(reply.status, 0, 'the status with the TTL of the system');
      assertEqual(reply.mplsLabels, null, 'mplsLabels of an echo reply');
    },
  },
];

async function refuseToSend(
  session: Session,
  argument: keyof EchoRequest,
  windows: number,
  options: Partial<EchoRequest>,
): Promise<void> {
  const { destination, ...rest } = { destination: session.address('answers'), ...options };
  const { sent } = session.driver.counters();
  const handle = session.open();
  let isCalled = false;
  const send = () => session.send(handle, destination, rest, () => (isCalled = true));
  assertThrows(send, 'ERR_ICMP_ARGUMENT', windows, argument);
  await session.sleep(5);
  assertEqual(session.driver.counters().sent, sent, 'sent');
  assert(!isCalled, 'something was delivered for it');
  // The handle is as good as before.
  const echo = session.send(handle, session.address('answers'));
  await session.ended(echo);
  assertEqual(echo.completions[0]!.status, 0, 'the status of the next request');
}
