import { ping, type EchoReply } from 'rxicmp';
import { simulate, type Recorded } from 'rxicmp/testing';
import { expectTypeOf, test } from 'vitest';

test('a block returns what it likes', () => {
  expectTypeOf(simulate({ hosts: [] }, () => 5)).toEqualTypeOf<number>();
  expectTypeOf(simulate({ hosts: [] }, () => undefined)).toEqualTypeOf<undefined>();
  expectTypeOf(simulate({ hosts: [] }, ({ record }) => record(ping('a'), 5))).toEqualTypeOf<
    readonly Recorded<EchoReply>[]
  >();
  expectTypeOf(simulate({ hosts: [] }, () => JSON.parse('5'))).toBeAny();
  expectTypeOf(() =>
    simulate({ hosts: [] }, () => {
      throw new Error();
    }),
  ).returns.toBeNever();
});

test('but no promise', () => {
  // @ts-expect-error: asynchronous
  simulate({ hosts: [] }, async () => 5);
  // @ts-expect-error: perhaps a promise
  simulate({ hosts: [] }, ({ network }) => (network.now() > 0 ? 5 : Promise.resolve(5)));
});
