import type { EchoCompletion } from '../../icmpapi/icmpapi.ts';
import { assert } from './assert.ts';
import { assertEqual } from './assertEqual.ts';
import type { ClauseCase } from './clauseCase.ts';
import type { TrackedEcho } from './trackedEcho.ts';
import type { Session } from './session.ts';

/** "Every completion reaches `onCompletion` once, as it arrives; the final one is marked, and nothing comes after it." */
export const delivery: readonly ClauseCase[] = [
  {
    name: 'a reply is delivered once, marked final',
    async run(session) {
      const echo = session.send(session.open(), session.address('answers'), { timeout: 100 });
      await session.ended(echo);
      await session.sleep(150);
      assertEqual(echo.completions.length, 1, 'the number of completions');
      const [reply] = echo.completions as [EchoCompletion];
      assertEqual(reply.phase, 'outcome', 'the phase');
      assertEqual(reply.final, true, 'final');
      assertEqual(reply.status, 0, 'the status');
      assertEqual(reply.address, session.address('answers'), 'the address');
      assert(reply.roundTripTime !== null && reply.roundTripTime < 100, `round trip ${String(reply.roundTripTime)}`);
      assert(Number.isFinite(reply.sentAt), `sentAt is ${reply.sentAt}`);
    },
  },
  {
    name: 'nothing is delivered before sendEcho2Ex has returned, whatever becomes of the request',
    needs: ['address: silent'],
    async run(session) {
      const { noRoute, refuses } = session.fixture.addresses;
      const handle = session.open();
      const echoes: TrackedEcho[] = [];
      for (const address of [
        session.address('answers'),
        session.address('silent'),
        noRoute?.address,
        refuses?.address,
      ]) {
        if (address === undefined) continue;
        for (const timeout of [0, 1, 50]) echoes.push(session.send(handle, address, { timeout, reportSent: true }));
      }
      for (const echo of echoes) assertEqual(echo.completions.length, 0, 'completions before this turn has ended');
      await session.ended(...echoes);
    },
  },
  {
    name: 'completions come one after the other, never inside one another',
    needs: ['address: silent'],
    async run(session) {
      const handle = session.open();
      const echoes: TrackedEcho[] = [];
      for (let i = 0; i < 200; i++) {
        echoes.push(session.send(handle, session.address('answers'), { reportSent: true }));
        echoes.push(session.send(handle, session.address('silent'), { timeout: i % 50 }));
      }
      await session.ended(...echoes);
    },
  },
  {
    name: 'replies are delivered as they arrive, not in the order of their requests',
    needs: ['address: slow'],
    async run(session) {
      const { address, latency } = session.address('slow');
      const handle = session.open();
      const order: string[] = [];
      const slow = session.send(handle, address, { timeout: latency + 500 }, () => order.push('slow'));
      const fast = session.send(handle, session.address('answers'), {}, () => order.push('fast'));
      await session.ended(slow, fast);
      assertEqual(order, ['fast', 'slow'], 'the order');
    },
  },
  {
    name: 'a callback may send',
    async run(session) {
      const handle = session.open();
      const echoes: TrackedEcho[] = [];
      const sendNext = () => {
        if (echoes.length < 10) echoes.push(session.send(handle, session.address('answers'), {}, sendNext));
      };
      sendNext();
      await session.until(() => echoes.length === 10, 10_000, 'the tenth request');
      await session.ended(...echoes);
      for (const { completions } of echoes) assertEqual(completions[0]?.status, 0, 'the status');
    },
  },
  {
    name: 'a callback may cancel a request that is due with its own',
    needs: ['address: silent'],
    async run(session) {
      const handle = session.open();
      for (const address of [session.address('answers'), session.address('silent')]) {
        const pair: TrackedEcho[] = [];
        const cancelOther = (own: number) => () => session.cancel(pair[1 - own]!);
        for (const own of [0, 1]) pair.push(session.send(handle, address, { timeout: 50 }, cancelOther(own)));
        await session.until(() => pair.some(hasEnded), 10_000, 'the final completion');
        await session.sleep(100);
        assertEqual(pair.filter(hasEnded).length, 1, 'the number of requests that ended');
      }
    },
  },
  {
    name: 'a callback may close its handle, with requests that are due with its own',
    async run(session) {
      const other = session.send(session.open(), session.address('answers'));
      const handle = session.open();
      const echoes: TrackedEcho[] = [];
      const close = () => session.close(handle);
      for (let i = 0; i < 10; i++)
        echoes.push(session.send(handle, session.address('answers'), { timeout: 50 }, close));
      await session.until(() => handle.closed, 10_000, 'the close');
      await session.sleep(100);
      assertEqual(echoes.filter(hasEnded).length, 1, 'the number of requests that ended');
      await session.ended(other);
    },
  },
  {
    name: 'after a callback that throws the next one still runs, and what was thrown is reported',
    needs: ['fixture: uncaught'],
    async run(session) {
      const mistakes = [new Error('the first mistake'), new Error('the second mistake')];
      const uncaught = await session.fixture.uncaught!(() => throwFrom(session, mistakes));
      assertEqual(uncaught.length, mistakes.length, 'the number of errors that were reported');
      for (const mistake of mistakes)
        assert(uncaught.includes(mistake), `${mistake.message} was not reported as it is`);
    },
  },
  {
    name: 'with reportSent a request first tells that it has left',
    async run(session) {
      const completions = await session.complete(session.address('answers'), { reportSent: true });
      assertEqual(
        completions.map(({ phase, final }) => [phase, final]),
        [
          ['sent', false],
          ['outcome', true],
        ],
        'phases and final',
      );
      assertEqual(completions[0]!.sentAt, completions[1]!.sentAt, 'sentAt of the outcome');
      assertEqual(completions[0]!.address, null, 'the address of a sent');
      assertEqual(completions[0]!.roundTripTime, null, 'the round-trip time of a sent');
    },
  },
];

function hasEnded({ completions }: TrackedEcho): boolean {
  return completions.at(-1)?.final === true;
}

/** Two of four callbacks throw, and all four requests must end. */
async function throwFrom(session: Session, mistakes: readonly Error[]): Promise<void> {
  const handle = session.open();
  const echoes: TrackedEcho[] = [];
  for (const mistake of [mistakes[0], null, mistakes[1], null]) {
    echoes.push(
      session.send(handle, session.address('answers'), {}, () => {
        if (mistake) throw mistake;
      }),
    );
  }
  await session.ended(...echoes);
}
