import { setTimeout as sleep } from 'node:timers/promises';
import { asyncScheduler } from 'rxjs';
import { block } from './block.ts';
import { registerConformance } from './register.ts';
import { simulatedFixture } from './simulatedFixture.ts';
import { virtualFixture } from './virtualFixture.ts';

registerConformance('simulated network, IPv4, virtual time', virtualFixture(4));
registerConformance('simulated network, IPv6, virtual time', virtualFixture(6));

registerConformance('simulated network, IPv4, real time', {
  ...simulatedFixture(4, asyncScheduler),
  // Timers count whole milliseconds of another clock, and may ring a little early on this one.
  sleep: (ms) => sleep(ms + 2),
  block,
});
