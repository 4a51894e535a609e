import { beforeAll, describe } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { EngineLab } from './engineLab.ts';
import { routes } from './routes.ts';

describeInLab('routes on ping sockets', () => {
  let lab: EngineLab;
  beforeAll(async () => {
    lab = await EngineLab.start('ping');
  });

  for (const family of [4, 6] as const) describe(`IPv${family}`, () => routes(() => lab, family));
});
