import { assert } from './assert.ts';
import { assertEqual } from './assertEqual.ts';
import type { ClauseCase } from './clauseCase.ts';

/** "After `cancel()` or `closeHandle()` has returned nothing is delivered, and one whose `notBefore` had not come is never sent." */
export const cancelling: readonly ClauseCase[] = [
  {
    name: 'after cancel() no reply, no time-out and no sent is delivered',
    needs: ['address: silent'],
    async run(session) {
      const handle = session.open();
      const answered = session.send(handle, session.address('answers'), { reportSent: true, timeout: 50 });
      const silent = session.send(handle, session.address('silent'), { reportSent: true, timeout: 50 });
      session.cancel(answered);
      session.cancel(silent);
      await session.sleep(120);
      assertEqual([...answered.completions, ...silent.completions].length, 0, 'the number of completions');
    },
  },
  {
    name: 'a request can be cancelled while it waits for its reply',
    needs: ['address: silent'],
    async run(session) {
      const before = session.driver.counters().outstanding;
      const echo = session.send(session.open(), session.address('silent'), { timeout: 100 });
      await session.sleep(30);
      session.cancel(echo);
      await session.sleep(120);
      assertEqual(echo.completions.length, 0, 'the number of completions');
      assertEqual(session.driver.counters().outstanding, before, 'outstanding');
    },
  },
  {
    name: 'cancelling one request leaves the others alone',
    async run(session) {
      const handle = session.open();
      const echoes = Array.from({ length: 50 }, () => session.send(handle, session.address('answers')));
      const kept = echoes.filter((echo, i) => {
        if (i % 2 === 0) session.cancel(echo);
        return i % 2 === 1;
      });
      await session.ended(...kept);
      for (const { completions } of kept) assertEqual(completions[0]!.status, 0, 'the status');
    },
  },
  {
    name: 'a second cancel(), and one after the final completion, does nothing',
    needs: ['address: silent'],
    async run(session) {
      const handle = session.open();
      const cancelled = session.send(handle, session.address('silent'), { timeout: 50 });
      session.cancel(cancelled);
      session.cancel(cancelled);
      const ended = session.send(handle, session.address('answers'));
      await session.ended(ended);
      // Other requests may have taken the place of the ended one in the driver by now.
      const later = session.send(handle, session.address('answers'));
      session.cancel(ended);
      session.cancel(cancelled);
      await session.ended(later);
      assertEqual(later.completions[0]!.status, 0, 'the status of a later request');
    },
  },
  {
    name: 'a request that cancels itself in its own callback gets nothing more',
    needs: ['lateReplies'],
    async run(session) {
      const echo = session.send(session.open(), session.address('answers'), { timeout: 50, lateWindow: 50 }, () =>
        session.cancel(echo),
      );
      await session.until(() => echo.completions.length > 0, 10_000, 'the outcome');
      await session.sleep(150);
      assertEqual(echo.completions.length, 1, 'the number of completions');
    },
  },
  {
    name: 'after cancel() no late reply is delivered',
    needs: ['lateReplies', 'address: slow'],
    async run(session) {
      const { address, latency } = session.address('slow');
      const timeout = latency / 2;
      const echo = session.send(session.open(), address, { timeout, lateWindow: latency * 2 });
      await session.until(() => echo.completions.length > 0, 10_000, 'the time-out');
      // On a busy machine the late reply may have been delivered before this thread came here.
      const delivered = echo.completions.length;
      session.cancel(echo);
      await session.sleep(latency * 2);
      assertEqual(echo.completions.length, delivered, 'the number of completions');
    },
  },
  {
    name: 'a request that is cancelled before its notBefore is never sent',
    needs: ['notBefore'],
    async run(session) {
      const { sent } = session.driver.counters();
      const handle = session.open();
      const notBefore = session.driver.now() + 300;
      const echo = session.send(handle, session.address('answers'), { notBefore, reportSent: true });
      await session.sleep(20);
      session.cancel(echo);
      await session.sleep(400);
      assertEqual(session.driver.counters().sent, sent, 'sent');
      assertEqual(echo.completions.length, 0, 'the number of completions');
    },
  },
  {
    name: 'a request whose handle is closed before its notBefore is never sent',
    needs: ['notBefore'],
    async run(session) {
      const { sent } = session.driver.counters();
      const handle = session.open();
      const notBefore = session.driver.now() + 300;
      const echo = session.send(handle, session.address('answers'), { notBefore, reportSent: true });
      await session.sleep(20);
      session.close(handle);
      await session.sleep(400);
      assertEqual(session.driver.counters().sent, sent, 'sent');
      assertEqual(echo.completions.length, 0, 'the number of completions');
      assert(handle.closed, 'the handle is not closed');
    },
  },
];
