import { IpStatus4 } from '../../wire/status.ts';
import { assert } from './assert.ts';
import { assertEqual } from './assertEqual.ts';
import type { ClauseCase } from './clauseCase.ts';
import type { TrackedEcho } from './trackedEcho.ts';

/** "Any number of handles and requests may be open; what the system cannot take yet waits in the driver's queue." */
export const life: readonly ClauseCase[] = [
  {
    name: '5,000 requests at once all end exactly once',
    async run(session) {
      const handle = session.open();
      const echoes = Array.from({ length: 5000 }, () =>
        session.send(handle, session.address('answers'), { timeout: 60_000 }),
      );
      await session.ended(...echoes);
      for (const { completions } of echoes) {
        assertEqual(completions.length, 1, 'the number of completions');
        assertEqual(completions[0]!.status, 0, 'the status');
      }
    },
  },
  {
    name: '70,000 requests are outstanding at once, more than a sequence of 16 bits can number',
    needs: ['address: silent'],
    slow: true,
    async run(session) {
      const handle = session.open();
      const { outstanding } = session.driver.counters();
      const echoes: TrackedEcho[] = [];
      for (let i = 0; i < 70_000; i++) {
        const isAnswered = i % 1000 === 0;
        // However long a busy machine takes to send all of them, the answers among them come in time.
        const [name, timeout] = isAnswered ? (['answers', 60_000] as const) : (['silent', 3000] as const);
        echoes.push(session.send(handle, session.address(name), { timeout }));
      }
      assertEqual(session.driver.counters().outstanding - outstanding, 70_000, 'outstanding');
      await session.ended(...echoes);
      echoes.forEach(({ completions }, i) => {
        assertEqual(completions.length, 1, 'the number of completions');
        assertEqual(completions[0]!.status, i % 1000 === 0 ? 0 : IpStatus4.IP_REQ_TIMED_OUT, 'the status');
      });
    },
  },
  {
    name: '70,000 requests one wave after the other are each answered',
    slow: true,
    async run(session) {
      const handle = session.open();
      for (let wave = 0; wave < 70; wave++) {
        const echoes = Array.from({ length: 1000 }, () =>
          session.send(handle, session.address('answers'), { timeout: 60_000 }),
        );
        await session.ended(...echoes);
        for (const { completions } of echoes) assertEqual(completions[0]!.status, 0, `the status in wave ${wave}`);
      }
    },
  },
  {
    name: '300 handles are open at once, each with a request',
    async run(session) {
      const { handles } = session.driver.counters();
      const echoes = Array.from({ length: 300 }, () => session.send(session.open(), session.address('answers')));
      assertEqual(session.driver.counters().handles, handles + 300, 'handles');
      await session.ended(...echoes);
      for (const { completions } of echoes) assertEqual(completions[0]!.status, 0, 'the status');
    },
  },
  {
    name: 'the counters tell what was sent, received, timed out and is outstanding',
    needs: ['address: silent'],
    async run(session) {
      const before = session.driver.counters();
      const handle = session.open();
      const echoes = [
        ...Array.from({ length: 3 }, () => session.send(handle, session.address('answers'))),
        ...Array.from({ length: 2 }, () => session.send(handle, session.address('silent'), { timeout: 50 })),
      ];
      assertEqual(session.driver.counters().outstanding - before.outstanding, 5, 'outstanding after the sends');
      await session.ended(...echoes);
      const after = session.driver.counters();
      assertEqual(after.sent - before.sent, 5, 'sent');
      assertEqual(after.received - before.received, 3, 'received');
      assertEqual(after.timedOut - before.timedOut, 2, 'timedOut');
      assertEqual(after.outstanding, before.outstanding, 'outstanding at the end');
    },
  },
  {
    name: 'nothing wakes the engine while nothing is outstanding',
    async run(session) {
      session.open();
      await session.outcome(session.address('answers'));
      await session.sleep(50);
      const { wakeUps } = session.driver.counters();
      await session.sleep(150);
      assertEqual(session.driver.counters().wakeUps, wakeUps, 'wakeUps');
    },
  },
  {
    name: 'the diagnosis names a usable socket and the interfaces',
    run(session) {
      const { driver, sockets, interfaces } = session.driver.diagnose();
      assertEqual(driver, session.driver.name, 'the driver');
      const usable = sockets.filter(({ usable, family }) => usable && family === session.fixture.family);
      assert(usable.length > 0, 'no socket of the family is usable');
      assert(
        usable.every(({ errorCode, fix }) => errorCode === null && fix === null),
        'a usable socket needs a fix',
      );
      assert(interfaces.length > 0, 'there are no interfaces');
    },
  },
];
