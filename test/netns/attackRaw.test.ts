import { beforeAll, describe } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { attack } from './attack.ts';
import { EngineLab } from './engineLab.ts';

describeInLab('the engine on raw sockets', () => {
  let lab: EngineLab;
  beforeAll(async () => {
    lab = await EngineLab.startAsRoot('raw');
  });

  for (const family of [4, 6] as const) describe(`IPv${family}`, () => attack(() => lab, family));
});
