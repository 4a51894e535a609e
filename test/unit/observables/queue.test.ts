import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Queue } from '../../../src/observables/pacer/queue.ts';

it('gives first what came first, however many come and go', () => {
  const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: -2000, max: -1 })));
  fc.assert(
    fc.property(steps, (all) => {
      const queue = new Queue<number>();
      let pushed = 0;
      let shifted = 0;
      for (const step of all) {
        for (let n = 0; n < step; n++) queue.push(pushed++);
        for (let n = 0; n > step; n--) {
          expect(queue.shift()).toBe(shifted < pushed ? shifted++ : undefined);
        }
        expect(queue.length).toBe(pushed - shifted);
      }
    }),
  );
});
