import { beforeAll, describe } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { attack } from './attack.ts';
import { EngineLab } from './engineLab.ts';

describeInLab('the engine on ping sockets', () => {
  let lab: EngineLab;
  beforeAll(async () => {
    lab = await EngineLab.startAsRoot('ping');
  });

  for (const family of [4, 6] as const) describe(`IPv${family}`, () => attack(() => lab, family));
});
