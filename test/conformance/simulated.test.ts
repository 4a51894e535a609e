import { asyncScheduler } from 'rxjs';
import { testTools } from '../../src/drivers/testTools.ts';
import { registerConformance } from './register.ts';
import { simulatedFixture } from './simulatedFixture.ts';
import { virtualFixture } from './virtualFixture.ts';

registerConformance('simulated network, IPv4, virtual time', virtualFixture(4));
registerConformance('simulated network, IPv6, virtual time', virtualFixture(6));

registerConformance('simulated network, IPv4, real time', {
  ...simulatedFixture(4, asyncScheduler),
  ...testTools(),
});
