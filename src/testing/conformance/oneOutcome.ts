import { IpStatus4 } from '../../wire/status.ts';
import { assert } from './assert.ts';
import { assertEqual } from './assertEqual.ts';
import type { ClauseCase } from './clauseCase.ts';

/** "A unicast request has exactly one completion of phase `outcome`. A broadcast or multicast request has one for each responder." */
export const oneOutcome: readonly ClauseCase[] = [
  {
    name: 'nobody answers: one outcome, the time-out',
    needs: ['address: silent'],
    async run(session) {
      const outcome = await session.outcome(session.address('silent'), { timeout: 50 });
      assertEqual(outcome.status, IpStatus4.IP_REQ_TIMED_OUT, 'the status');
      assertEqual(outcome.final, true, 'final');
      assertEqual(outcome.address, null, 'the address');
      assertEqual(outcome.roundTripTime, null, 'the round-trip time');
      assertEqual(outcome.errorCode, null, 'errorCode of a request that was sent');
    },
  },
  {
    name: 'requests to one destination each have their own outcome',
    async run(session) {
      const handle = session.open();
      const echoes = Array.from({ length: 20 }, () => session.send(handle, session.address('answers')));
      await session.ended(...echoes);
      for (const { completions } of echoes) {
        assertEqual(completions.length, 1, 'the number of completions');
        assertEqual(completions[0]!.status, 0, 'the status');
      }
    },
  },
  {
    name: 'with a late window an answered request has one outcome, and ends when the window does',
    needs: ['lateReplies'],
    async run(session) {
      const echo = session.send(session.open(), session.address('answers'), { timeout: 60, lateWindow: 60 });
      await session.ended(echo);
      const [outcome, ...rest] = echo.completions;
      assertEqual(outcome?.phase, 'outcome', 'the first phase');
      assertEqual(outcome?.status, 0, 'the status');
      assertEqual(outcome?.final, false, 'final of an outcome that duplicates may follow');
      assertEqual(rest.at(-1)?.phase, 'end', 'the last phase');
      assert(echo.times.at(-1)! >= echo.startedAt + 120, 'the request ended before its window');
    },
  },
  {
    name: 'with a late window a silent request times out once, and ends when the window does',
    needs: ['lateReplies', 'address: silent'],
    async run(session) {
      const echo = session.send(session.open(), session.address('silent'), { timeout: 50, lateWindow: 50 });
      await session.ended(echo);
      const phases = echo.completions.map(({ phase, final }) => [phase, final]);
      assertEqual(
        phases,
        [
          ['outcome', false],
          ['end', true],
        ],
        'phases and final',
      );
      assertEqual(echo.completions[0]!.status, IpStatus4.IP_REQ_TIMED_OUT, 'the status');
      assert(echo.times[0]! >= echo.startedAt + 50, 'it timed out early');
      assert(echo.times[1]! >= echo.startedAt + 100, 'it ended before its window');
    },
  },
  {
    name: 'a broadcast has one outcome for each responder, and ends at its time-out',
    needs: ['severalReplies', 'address: broadcast'],
    async run(session) {
      const { address, responders } = session.address('broadcast');
      const echo = session.send(session.open(), address, { timeout: 150 });
      await session.ended(echo);
      const outcomes = echo.completions.filter(({ phase }) => phase === 'outcome');
      for (const { status } of outcomes) assertEqual(status, 0, 'the status');
      assertEqual(outcomes.map((one) => one.address).sort(), [...responders].sort(), 'the responders');
      assertEqual(echo.completions.at(-1)!.phase, 'end', 'the last phase');
      assert(echo.times.at(-1)! >= echo.startedAt + 150, 'it ended before its time-out');
      assert(echo.times[0]! < echo.startedAt + 150, 'the first reply waited for the end');
    },
  },
];
