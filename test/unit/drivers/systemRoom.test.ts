import { expect, it } from 'vitest';
import { SystemRoom } from '../../../src/drivers/koffi/systemRoom.ts';

it('the system is given 4,096 requests, fewer once it refused one, and more again after ten seconds', () => {
  const room = new SystemRoom();
  expect([room.isLeft(0), room.isLeft(4095), room.isLeft(4096)]).toEqual([true, true, false]);
  room.wasRefused(257, 1000);
  expect([room.isLeft(255), room.isLeft(256)]).toEqual([true, false]);
  // Requests that were handed over together are refused together.
  room.wasRefused(400, 1000);
  expect(room.isLeft(256)).toBe(false);
  room.reconsider(11_000);
  expect(room.isLeft(256)).toBe(false);
  room.reconsider(11_001);
  expect(room.isLeft(4095)).toBe(true);
});

it('the system is given 64 requests at a time, however few it had when it refused one', () => {
  const room = new SystemRoom();
  room.wasRefused(1, 0);
  expect([room.isLeft(63), room.isLeft(64)]).toEqual([true, false]);
});
