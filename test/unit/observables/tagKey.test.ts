import { expect, it } from 'vitest';
import { tagKey } from '../../../src/observables/options/tagKey.ts';

class Site {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
const cyclic: Record<string, unknown> = { a: 1 };
cyclic.me = cyclic;

it.each([
  [undefined, null],
  ['a', 'a'],
  [
    { site: 'a', rack: [1, 2] },
    { site: 'a', rack: [1, 2] },
  ],
  [
    [1, null],
    [1, null],
  ],
  [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
])('%j and %j are the same', (one, other) => {
  expect(tagKey(one)).toBe(tagKey(other));
});

it.each([
  [1, '1'],
  [true, 'true'],
  [null, 'null'],
  ['', null],
  [{ a: 1 }, '{"a":1}'],
  [{ site: 'a' }, { site: 'b' }],
  [new Map([[1, 1]]), new Map([[2, 2]])],
  [new Site('a'), new Site('a')],
  [cyclic, { a: 1 }],
  [() => 1, () => 1],
  [{ f: () => 1 }, { f: () => 2 }],
])('%s and %s are not', (one, other) => {
  expect(tagKey(one)).not.toBe(tagKey(other));
});

it('stays the same for an object that changes', () => {
  const tag = { seen: 1 };
  const key = tagKey(tag);
  tag.seen++;
  expect(tagKey(tag)).toBe(key);
});

it('is one for each object that cannot be compared', () => {
  const site = new Site('a');
  expect(tagKey(site)).toBe(tagKey(site));
  expect(tagKey(cyclic)).toBe(tagKey(cyclic));
});
