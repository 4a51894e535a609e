import { beforeAll, describe } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { clock } from './clock.ts';
import { credit } from './credit.ts';
import { EngineLab } from './engineLab.ts';
import { ipOptions } from './ipOptions.ts';
import { onTheWire } from './onTheWire.ts';
import { regressions } from './regressions.ts';
import { refusals } from './refusals.ts';
import { wholeCall } from './wholeCall.ts';

describeInLab('the engine on ping sockets', () => {
  let lab: EngineLab;
  beforeAll(async () => {
    lab = await EngineLab.start('ping');
  });

  for (const family of [4, 6] as const) {
    describe(`IPv${family}`, () => {
      for (const tests of [onTheWire, credit, refusals, regressions, clock, wholeCall]) tests(() => lab, family);
    });
  }
  ipOptions(() => lab);
});
