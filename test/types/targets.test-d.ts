import { ping, probe, type EchoOutcome, type EchoReply, type TagOf, type Target, type TargetSpec } from 'rxicmp';
import type { Observable } from 'rxjs';
import { expectTypeOf, test } from 'vitest';

interface Room {
  readonly floor: number;
}
declare const room: Room;
declare const target: Target;
declare const spec: TargetSpec<Room>;

test('a tag comes back with its type, null where there is none', () => {
  expectTypeOf<TagOf<'192.0.2.1'>>().toEqualTypeOf<null>();
  expectTypeOf<TagOf<{ target: string }>>().toEqualTypeOf<null>();
  expectTypeOf<TagOf<{ target: string; tag: Room }>>().toEqualTypeOf<Room>();
  expectTypeOf<TagOf<{ target: string; tag?: Room }>>().toEqualTypeOf<Room | null>();
  expectTypeOf<TagOf<{ target: string; tag?: Room | undefined }>>().toEqualTypeOf<Room | null>();
  expectTypeOf<TagOf<{ target: string; tag: Room | undefined }>>().toEqualTypeOf<Room | null>();
  expectTypeOf<TagOf<{ target: string; tag: undefined }>>().toEqualTypeOf<null>();
  expectTypeOf<TagOf<{ target: string; tag: unknown }>>().toEqualTypeOf<unknown>();
  expectTypeOf<TagOf<string | { target: string; tag: Room }>>().toEqualTypeOf<Room | null>();

  expectTypeOf(probe('192.0.2.1')).toEqualTypeOf<Observable<EchoOutcome>>();
  expectTypeOf(probe({ target: '192.0.2.1', tag: room })).toEqualTypeOf<Observable<EchoOutcome<Room>>>();
  expectTypeOf(probe({ target: '192.0.2.1', tag: 'router' })).toEqualTypeOf<Observable<EchoOutcome<'router'>>>();
  expectTypeOf(ping({ target: '192.0.2.1', timeout: 5 })).toEqualTypeOf<Observable<EchoReply>>();
  expectTypeOf(ping(spec)).toEqualTypeOf<Observable<EchoReply<Room | null>>>();
  expectTypeOf(ping(target)).toEqualTypeOf<Observable<EchoReply<unknown>>>();
});

test('a target with options of its own is a target', () => {
  expectTypeOf(probe).toBeCallableWith({ target: '192.0.2.1', ttl: 5, payload: new Uint8Array(8) });
  // @ts-expect-error: a target without an address
  probe({ tag: 1 });
  // @ts-expect-error: neither
  probe(7);
});

test('every outcome is a reply', () => {
  expectTypeOf<EchoOutcome<Room>>().toExtend<EchoReply<Room>>();
  expectTypeOf<EchoReply<Room>>().not.toExtend<EchoOutcome<Room>>();
});
