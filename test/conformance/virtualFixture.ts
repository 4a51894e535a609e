import { VirtualAction, VirtualTimeScheduler } from 'rxjs';
import type { ConformanceFixture } from 'rxicmp/testing';
import { simulatedFixture } from './simulatedFixture.ts';

/** The simulated network in virtual time, which passes only while a case sleeps or blocks. */
export function virtualFixture(family: 4 | 6): ConformanceFixture {
  const virtual = new VirtualTimeScheduler(VirtualAction, 0);
  let busyUntil = 0;
  const now = () => Math.max(virtual.frame, busyUntil);
  virtual.now = now;
  return {
    ...simulatedFixture(family, virtual),
    sleep: (ms) => {
      virtual.maxFrames = now() + ms;
      virtual.flush();
      virtual.frame = virtual.maxFrames;
      return Promise.resolve();
    },
    // Actions that were due meanwhile run afterwards, late.
    block: (ms) => {
      busyUntil = now() + ms;
    },
  };
}
