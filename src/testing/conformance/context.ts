import { assertEqual } from './assertEqual.ts';
import type { ClauseCase } from './clauseCase.ts';
import type { TrackedEcho } from './trackedEcho.ts';

/** "`onCompletion` runs in the asynchronous context of the call of `sendEcho2Ex`." */
export const context: readonly ClauseCase[] = [
  {
    name: 'completions come in the context of the call that sent, also on one handle',
    needs: ['fixture: contexts', 'address: silent'],
    async run(session) {
      const contexts = session.fixture.contexts!;
      const handle = contexts.run('handle', () => session.open());
      const seen: [string, unknown][] = [];
      const send = (name: string, destination: string, timeout: number): TrackedEcho =>
        contexts.run(name, () =>
          session.send(handle, destination, { timeout, reportSent: true }, () =>
            seen.push([name, contexts.getStore()]),
          ),
        );
      const echoes = ['a', 'b', 'c'].flatMap((name) => [
        send(name, session.address('answers'), 60_000),
        send(name, session.address('silent'), 30),
      ]);
      await session.ended(...echoes);
      assertEqual(seen.length, 12, 'the number of completions');
      for (const [name, store] of seen) assertEqual(store, name, 'what the context holds');
    },
  },
  {
    name: 'with ownContext they come in the context in which the handle was opened',
    needs: ['fixture: contexts'],
    async run(session) {
      const contexts = session.fixture.contexts!;
      const seen: [string, unknown][] = [];
      const echoes = ['a', 'b', 'c', 'd'].map((name) => {
        const handle = contexts.run(name, () => session.open(true));
        const note = () => seen.push([name, contexts.getStore()]);
        return contexts.run('somebody else', () =>
          session.send(handle, session.address('answers'), { timeout: 60_000 }, note),
        );
      });
      await session.ended(...echoes);
      assertEqual(seen.length, 4, 'the number of completions');
      for (const [name, store] of seen) assertEqual(store, name, 'what the context holds');
    },
  },
  {
    name: 'what the driver looks up comes in the context of the call',
    needs: ['fixture: contexts', 'fixture: names'],
    async run(session) {
      const contexts = session.fixture.contexts!;
      const { name } = session.fixture.names!.known;
      const seen: unknown[] = [];
      for (const one of ['a', 'b'])
        contexts.run(one, () => session.driver.lookup!(name, null, () => seen.push(contexts.getStore())));
      await session.until(() => seen.length === 2, 1000, 'the results');
      assertEqual(seen, ['a', 'b'], 'what the contexts hold');
    },
  },
];
