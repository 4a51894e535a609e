import { IpStatus4 } from '../../wire/status.ts';
import { assert } from './assert.ts';
import { assertEqual } from './assertEqual.ts';
import type { ClauseCase } from './clauseCase.ts';
import type { TrackedEcho } from './trackedEcho.ts';

/** "Time-outs come from the driver and start at the send. No request times out early." */
export const timeOuts: readonly ClauseCase[] = [
  {
    name: 'the clock never goes back, and goes on',
    async run(session) {
      const start = session.driver.now();
      let last = start;
      for (let i = 0; i < 1000; i++) {
        const now = session.driver.now();
        assert(now >= last, `now() went from ${last} to ${now}`);
        last = now;
      }
      await session.sleep(20);
      assert(session.driver.now() >= start + 20, 'now() stood still');
    },
  },
  {
    name: 'no request times out early',
    needs: ['address: silent'],
    async run(session) {
      const handle = session.open();
      const echoes: TrackedEcho[] = [];
      for (let i = 0; i < 150; i++) {
        echoes.push(session.send(handle, session.address('silent'), { timeout: 0.5 + i, lateWindow: 0 }));
      }
      await session.ended(...echoes);
      for (const { request, startedAt, times } of echoes) {
        const took = times[0]! - startedAt;
        assert(took >= request.timeout, `a time-out of ${request.timeout} ms came after ${took} ms`);
      }
    },
  },
  {
    name: 'a time-out comes when it should',
    needs: ['address: silent'],
    async run(session) {
      const handle = session.open();
      const order: number[] = [];
      // With another unit, or with none, the first one would end after the second.
      const [echo, late] = [100, 3000].map((timeout) =>
        session.send(handle, session.address('silent'), { timeout }, () => order.push(timeout)),
      ) as [TrackedEcho, TrackedEcho];
      await session.ended(echo);
      session.cancel(late);
      const took = echo.times[0]! - echo.startedAt;
      assert(took >= 100, `a time-out of 100 ms came after ${took} ms`);
      assertEqual(order[0], 100, 'the first time-out');
    },
  },
  {
    name: 'time-outs end in the order of their times, not of their requests',
    needs: ['address: silent'],
    async run(session) {
      const handle = session.open();
      const order: number[] = [];
      const echoes = [250, 50, 150].map((timeout) =>
        session.send(handle, session.address('silent'), { timeout }, () => order.push(timeout)),
      );
      await session.ended(...echoes);
      assertEqual(order, [50, 150, 250], 'the order');
    },
  },
  {
    name: 'a time-out of 0 ms ends the request',
    needs: ['address: silent'],
    async run(session) {
      const { status } = await session.outcome(session.address('silent'), { timeout: 0 });
      assertEqual(status, IpStatus4.IP_REQ_TIMED_OUT, 'the status');
    },
  },
  {
    name: 'the longest time-out is accepted and does not end at once',
    needs: ['address: silent'],
    async run(session) {
      const echo = session.send(session.open(), session.address('silent'), { timeout: 2 ** 32 - 2 });
      await session.sleep(100);
      assertEqual(echo.completions.length, 0, 'the number of completions');
    },
  },
  {
    name: 'nothing is sent before its notBefore',
    needs: ['notBefore'],
    async run(session) {
      const { sent } = session.driver.counters();
      const notBefore = session.driver.now() + 120;
      const echo = session.send(session.open(), session.address('answers'), { notBefore, reportSent: true });
      await session.sleep(40);
      if (session.driver.now() < notBefore) assertEqual(session.driver.counters().sent, sent, 'sent before notBefore');
      await session.ended(echo);
      assert(echo.times[0]! >= notBefore, `it was sent ${notBefore - echo.times[0]!} ms early`);
      assertEqual(echo.completions.at(-1)!.status, 0, 'the status');
      assertEqual(session.driver.counters().sent, sent + 1, 'sent');
    },
  },
  {
    name: 'a request does not run out of time while it waits for its notBefore',
    needs: ['notBefore', 'address: silent'],
    async run(session) {
      const handle = session.open();
      const notBefore = session.driver.now() + 150;
      const answered = session.send(handle, session.address('answers'), { notBefore, timeout: 60 });
      const silent = session.send(handle, session.address('silent'), { notBefore, timeout: 60 });
      await session.ended(answered, silent);
      assertEqual(answered.completions[0]!.status, 0, 'the status');
      assert(answered.completions[0]!.roundTripTime! < 60, 'the wait went into the round-trip time');
      assertEqual(silent.completions[0]!.status, IpStatus4.IP_REQ_TIMED_OUT, 'the status of the silent one');
      assert(silent.times[0]! >= notBefore + 60, 'the time-out did not start at the send');
    },
  },
  {
    name: 'requests leave in the order of their notBefore; one that has passed leaves at once',
    needs: ['notBefore', 'address: silent'],
    async run(session) {
      const handle = session.open();
      const order: number[] = [];
      const start = session.driver.now();
      const echoes = [150, 75, -1000].map((wait) =>
        session.send(
          handle,
          session.address('silent'),
          { notBefore: start + wait, timeout: 20, reportSent: true },
          (one) => {
            if (one.phase === 'sent') order.push(wait);
          },
        ),
      );
      await session.ended(...echoes);
      assertEqual(order, [-1000, 75, 150], 'the order');
    },
  },
  {
    name: 'a busy thread neither stretches a round-trip time nor times out what was answered',
    needs: ['fixture: block'],
    async run(session) {
      const echo = session.send(session.open(), session.address('answers'), { timeout: 300 });
      session.fixture.block!(600);
      await session.ended(echo);
      assertEqual(echo.completions[0]!.status, 0, 'the status');
      const { roundTripTime } = echo.completions[0]!;
      assert(roundTripTime! < 300, `the round-trip time is ${String(roundTripTime)} ms`);
    },
  },
  {
    name: 'a busy thread does not bend the beat',
    needs: ['notBefore', 'fixture: block'],
    async run(session) {
      const handle = session.open();
      const start = session.driver.now();
      const echoes = [50, 150, 250].map((wait) =>
        session.send(handle, session.address('answers'), { notBefore: start + wait, timeout: 100 }),
      );
      session.fixture.block!(600);
      await session.ended(...echoes);
      const sentAt = echoes.map(({ completions }) => completions[0]!.sentAt);
      const span = sentAt[2]! - sentAt[0]!;
      // If the beats had waited for the thread, all would have been sent at once. A machine that has no time for the
      // driver may delay any of them.
      assert(span >= 20 && span < 500, `beats 200 ms apart were sent ${span} ms apart`);
    },
  },
];
