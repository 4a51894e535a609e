import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Deadlines, type Timed } from '../../../src/drivers/koffi/deadlines.ts';

it('gives what is due, earliest first, whatever is taken back meanwhile', () => {
  const step = fc.oneof(
    fc.record({ add: fc.integer({ min: 0, max: 50 }) }),
    fc.record({ remove: fc.nat(30) }),
    fc.record({ until: fc.integer({ min: 0, max: 50 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const deadlines = new Deadlines<Timed>();
      const all: Timed[] = [];
      let inside: Timed[] = [];
      for (const one of steps) {
        if ('add' in one) {
          const item = { due: NaN, place: -1 };
          all.push(item);
          inside.push(item);
          deadlines.add(item, one.add);
        } else if ('remove' in one) {
          const item = all[one.remove];
          if (item === undefined) continue;
          deadlines.remove(item);
          inside = inside.filter((other) => other !== item);
        } else {
          for (let item = deadlines.take(one.until); item !== null; item = deadlines.take(one.until)) {
            expect(item.due).toBe(Math.min(...inside.map(({ due }) => due)));
            inside = inside.filter((other) => other !== item);
          }
          expect(inside.every(({ due }) => due > one.until)).toBe(true);
        }
        expect(deadlines.next).toBe(Math.min(...inside.map(({ due }) => due)));
      }
    }),
  );
});
