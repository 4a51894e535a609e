import { beforeAll } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { addresses } from './addresses.ts';
import { EngineLab } from './engineLab.ts';

describeInLab('addresses of interfaces, by raw sockets', () => {
  let lab: EngineLab;
  beforeAll(async () => {
    lab = await EngineLab.startAsRoot('raw');
  });

  addresses(() => lab);
});
