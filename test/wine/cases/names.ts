import assert from 'node:assert/strict';
import { lookup } from 'node:dns';
import type { LookupFailure } from '../../../src/icmpapi/icmpapi.ts';
import { selectDriver } from '../../../src/drivers/platform.ts';
import type { WindowsCase } from '../windowsCase.ts';

type Result = readonly string[] | LookupFailure;

/** How Windows looks names up for the addon: by GetAddrInfoExW. There is no resolver in the namespace of the test. */
export function cases(): readonly WindowsCase[] {
  const driver = selectDriver('addon');
  const resolve = (name: string, family: 4 | 6 | null = null): Promise<Result> =>
    new Promise((resolved) => {
      driver.lookup!(name, family, resolved);
    });
  const expected = (name: string, family: 0 | 4 | 6 = 0): Promise<Result> =>
    new Promise((resolved) => {
      lookup(name, { all: true, order: 'verbatim', family }, (error, addresses) =>
        resolved(error === null ? addresses.map(({ address }) => address) : { code: error.code! }),
      );
    });
  const settles = async (): Promise<void> => {
    while (driver.diagnose().lookups!.underWay > 0) await new Promise((resolved) => setTimeout(resolved, 10));
  };

  return [
    {
      name: 'a name has the addresses that dns.lookup gives',
      async run() {
        for (const name of ['localhost', '127.0.0.1']) {
          assert.deepEqual(await resolve(name), await expected(name), name);
          assert.deepEqual(await resolve(name, 4), await expected(name, 4), name);
        }
      },
    },
    {
      name: 'an unknown name has a reason',
      async run() {
        const result = await resolve('nowhere.invalid');
        assert.ok('code' in result, JSON.stringify(result));
        assert.match(result.code, /^E/);
      },
    },
    {
      name: 'who asks for the same gets the same answer, and who has left gets none',
      async run() {
        const results: Result[] = [];
        const abandon = driver.lookup!('localhost', 4, () => assert.fail('it was abandoned'));
        driver.lookup!('localhost', 4, (result) => results.push(result));
        driver.lookup!('localhost', 4, (result) => results.push(result));
        abandon();
        await resolve('localhost', 4);
        assert.equal(results.length, 2);
        assert.deepEqual(results[0], results[1]);
      },
    },
    {
      name: 'thousands of names are looked up, asked for, abandoned and asked for again',
      async run() {
        let answers = 0;
        const asked = [];
        for (let n = 0; n < 3000; n++) {
          const abandon = driver.lookup!(
            n % 2 === 0 ? `127.0.${n >> 8}.${n & 255}` : `x${n}.invalid`,
            null,
            () => answers++,
          );
          if (n % 3 === 0) abandon();
          else asked.push(n);
        }
        while (answers < asked.length) await new Promise((resolved) => setTimeout(resolved, 10));
        await settles();
        assert.deepEqual(driver.diagnose().lookups, { by: 'threads', underWay: 0, waiting: 0 });
        assert.equal(answers, asked.length);
      },
    },
  ];
}
