import type { LookupFailure } from '../../icmpapi/icmpapi.ts';
import { assert } from './assert.ts';
import { assertEqual } from './assertEqual.ts';
import type { ClauseCase } from './clauseCase.ts';
import type { Session } from './session.ts';

/** "Resolves a name to numeric addresses, best first; never before the call has returned." */
export const names: readonly ClauseCase[] = [
  {
    name: 'a known name has its addresses, best first',
    needs: ['fixture: names'],
    async run(session) {
      const { name, addresses } = session.fixture.names!.known;
      assertEqual(await lookup(session, name), addresses, 'the addresses');
    },
  },
  {
    name: 'an unknown name has a reason',
    needs: ['fixture: names'],
    async run(session) {
      const result = await lookup(session, session.fixture.names!.unknown);
      assert('code' in result && result.code !== '', `the result is ${JSON.stringify(result)}`);
    },
  },
  {
    name: 'an abandoned look-up gives nothing',
    needs: ['fixture: names'],
    async run(session) {
      let isCalled = false;
      const abandon = session.driver.lookup!(session.fixture.names!.known.name, null, () => (isCalled = true));
      abandon();
      await session.sleep(100);
      assert(!isCalled, 'it gave a result');
    },
  },
];

async function lookup(session: Session, name: string): Promise<readonly string[] | LookupFailure> {
  let result: readonly string[] | LookupFailure | null = null;
  session.driver.lookup!(name, null, (found) => (result = found));
  assertEqual(result, null, 'the result before the call had returned');
  await session.until(() => result !== null, 10_000, 'the result');
  return result!;
}
