import { assert } from './assert.ts';
import { assertEqual } from './assertEqual.ts';
import type { ClauseCase } from './clauseCase.ts';

/**
 * "... or at most `deliverWithin` milliseconds later." A request that nobody answers is under way beside the others: for
 * lack of company a driver may tell everything at once.
 */
export const company: readonly ClauseCase[] = [
  {
    name: 'what may wait is told before what came later and may not',
    needs: ['address: silent'],
    async run(session) {
      const handle = session.open();
      const silent = session.send(handle, session.address('silent'), { timeout: 60_000 });
      const patient = session.send(handle, session.address('answers'), { deliverWithin: 1000, timeout: 5000 });
      await session.sleep(60);
      const urgent = session.send(handle, session.address('answers'), { timeout: 5000 });
      await session.ended(patient, urgent);
      session.cancel(silent);
      const cameAt = ({ completions: [one] }: typeof patient): number => one!.sentAt + one!.roundTripTime!;
      const [first, second] = [patient.times[0]!, urgent.times[0]!];
      if (cameAt(patient) < cameAt(urgent)) assert(first <= second, `it was told ${first - second} ms later`);
    },
  },
  {
    name: 'what may wait does not wait for the answers to others',
    needs: ['address: silent'],
    async run(session) {
      const handle = session.open();
      const order: string[] = [];
      const options = { deliverWithin: 50, timeout: 3000 };
      const silent = session.send(handle, session.address('silent'), options, () => order.push('silent'));
      const patient = session.send(handle, session.address('answers'), options, () => order.push('patient'));
      await session.ended(patient);
      session.cancel(silent);
      assertEqual(order, ['patient'], 'what was told');
    },
  },
  {
    name: 'an answer that came in time is no time-out, however late it is told',
    needs: ['address: silent'],
    async run(session) {
      const handle = session.open();
      const silent = session.send(handle, session.address('silent'), { timeout: 60_000, deliverWithin: 1000 });
      const patient = session.send(handle, session.address('answers'), { timeout: 200, deliverWithin: 600 });
      await session.ended(patient);
      session.cancel(silent);
      const [{ status, roundTripTime }] = patient.completions as [(typeof patient.completions)[0]];
      assertEqual(status, 0, 'the status');
      assert(roundTripTime !== null && roundTripTime < 200, `round trip ${String(roundTripTime)}`);
    },
  },
  {
    name: 'all that waited is told in its order',
    needs: ['address: silent'],
    async run(session) {
      const handle = session.open();
      const silent = session.send(handle, session.address('silent'), { timeout: 60_000, deliverWithin: 1000 });
      const echoes = Array.from({ length: 100 }, (_, i) =>
        session.send(handle, session.address('answers'), { reportSent: true, timeout: 5000, deliverWithin: i % 7 }),
      );
      await session.ended(...echoes);
      session.cancel(silent);
      for (const { completions } of echoes) {
        const phases = completions.map(({ phase, status }) => `${phase} ${status}`);
        assertEqual(phases, ['sent 11255', 'outcome 0'], 'phases and statuses');
      }
    },
  },
  {
    name: 'what waits is not told after cancel() and closeHandle()',
    needs: ['address: silent'],
    async run(session) {
      const company = session.send(session.open(), session.address('silent'), { timeout: 60_000, deliverWithin: 1000 });
      const handle = session.open();
      const options = { timeout: 5000, deliverWithin: 200 };
      const [cancelled, closed] = [0, 1].map(() => session.send(handle, session.address('answers'), options)) as [
        typeof company,
        typeof company,
      ];
      await session.sleep(60);
      session.cancel(cancelled);
      session.close(handle);
      const told = cancelled.completions.length + closed.completions.length;
      await session.sleep(300);
      assertEqual(cancelled.completions.length + closed.completions.length, told, 'the number of completions');
      session.cancel(company);
    },
  },
];
