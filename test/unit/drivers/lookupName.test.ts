import { AsyncLocalStorage } from 'node:async_hooks';
import { lookup } from 'node:dns';
import type { LookupFailure } from 'rxicmp/icmpapi';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addonDriver } from '../../../src/drivers/addon.ts';
import { lookupName, lookupReport } from '../../../src/drivers/lookupName.ts';

type Result = readonly string[] | LookupFailure;
type Answer = (error: Error | null, addresses: readonly { address: string; family: number }[]) => void;

/** Node's look-ups without an answer so far; null when Node's real look-up is used. */
let pending: Map<string, Answer> | null = null;

vi.mock('node:dns', async (original) => {
  const real = await original<typeof import('node:dns')>();
  const mocked = (name: string, options: never, answer: never): void => {
    if (pending === null) real.lookup(name, options, answer);
    else pending.set(name, answer);
  };
  return { ...real, lookup: vi.fn(mocked) };
});

afterEach(() => {
  for (const answer of pending?.values() ?? []) answer(new Error(), []);
  pending = null;
});

const ways = {
  'the addon': (...asked: Parameters<typeof lookupName>) => addonDriver().lookup!(...asked),
  'dns.lookup': lookupName,
};

describe.each(Object.entries(ways))('%s', (_by, look) => {
  const resolve = (name: string, family: 4 | 6 | null) =>
    new Promise<Result>((resolved) => {
      look(name, family, resolved);
    });

  it('gives the addresses of a name, of one family when asked to', async () => {
    expect(await resolve('127.0.0.1', null)).toEqual(['127.0.0.1']);
    expect(await resolve('localhost', 4)).toContain('127.0.0.1');
  });

  it.each(['localhost', '127.0.0.1', '::1', 'rxicmp.invalid', 'bücher.invalid'])(
    'gives for %s what dns.lookup gives',
    async (name) => {
      for (const family of [null, 4, 6] as const) {
        const expected = await new Promise<Result>((resolved) => {
          lookup(name, { all: true, order: 'verbatim', family: family ?? 0 }, (error, addresses) =>
            resolved(error === null ? addresses.map(({ address }) => address) : { code: error.code! }),
          );
        });
        // Without a resolver the two may get different errors.
        const isDown = 'code' in expected && expected.code === 'EAI_AGAIN';
        // Node does not look addresses up, and takes them for one of the family that was asked for.
        const isOther = family !== null && /^[\d.:]+$/.test(name) && name.includes(':') !== (family === 6);
        if (!isDown && !isOther) expect(await resolve(name, family)).toEqual(expected);
      }
    },
  );

  it('gives the reason of a failure', async () => {
    // RFC 6761: this top-level domain has no names. Without a resolver it is EAI_AGAIN.
    expect(await resolve('rxicmp.invalid', null)).toMatchObject({ code: expect.stringMatching(/^E/) as unknown });
  });

  it('gives everybody who asks for a name the same answer, but for who has abandoned it', async () => {
    const onResult = vi.fn();
    look('localhost', 4, onResult);
    look('localhost', 4, onResult);
    look('localhost', 4, onResult)();
    const result = await resolve('localhost', 4);
    expect(onResult.mock.calls).toEqual([[result], [result]]);
    // And asks anew afterwards.
    expect(await resolve('localhost', 4)).toEqual(result);
    expect(onResult).toHaveBeenCalledTimes(2);
  });

  it('does not call back before it has returned, nor after it was abandoned', async () => {
    const onResult = vi.fn();
    const abandon = look('127.0.0.1', null, onResult);
    expect(onResult).not.toHaveBeenCalled();
    abandon();
    abandon();
    await resolve('127.0.0.1', null);
    expect(onResult).not.toHaveBeenCalled();
  });

  it('calls back in the context of who asked, also when others ask for the same', async () => {
    const storage = new AsyncLocalStorage<number>();
    const seen = await Promise.all(
      [1, 2, 3].map((n) =>
        storage.run(n, () => new Promise((resolved) => look('localhost', 4, () => resolved(storage.getStore())))),
      ),
    );
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe('dns.lookup', () => {
  const answer = (name: string): void => {
    const answers = pending!.get(name)!;
    pending!.delete(name);
    answers(null, [{ address: '192.0.2.1', family: 4 }]);
  };

  it('has 16 names at a time; the others wait, which they are told', () => {
    pending = new Map();
    const waiting: string[] = [];
    const results: string[] = [];
    const abandon = Array.from({ length: 19 }, (_, n) =>
      lookupName(
        `${n}.example`,
        null,
        () => results.push(`${n}`),
        (isWaiting) => waiting.push(`${n} ${isWaiting}`),
      ),
    );
    expect(pending.size).toBe(16);
    expect(waiting).toEqual(['16 true', '17 true', '18 true']);
    expect(lookupReport()).toEqual({ by: 'dns.lookup', underWay: 16, waiting: 3 });
    abandon[16]!();
    answer('3.example');
    expect(waiting.slice(3)).toEqual(['17 false']);
    // An abandoned look-up goes on, and nobody waits for it.
    abandon[5]!();
    expect(waiting.slice(4)).toEqual(['18 false']);
    expect(lookupReport()).toEqual({ by: 'dns.lookup', underWay: 17, waiting: 0 });
    // A later caller joins it.
    lookupName('5.example', null, () => results.push('5 again'));
    expect(pending.size).toBe(17);
    answer('5.example');
    expect(results).toEqual(['3', '5 again']);
    for (const name of [...pending.keys()]) answer(name);
    expect(lookupReport()).toEqual({ by: 'dns.lookup', underWay: 0, waiting: 0 });
    expect(pending.has('16.example')).toBe(false);
  });
});
