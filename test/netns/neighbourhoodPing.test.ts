import { afterAll, beforeAll } from 'vitest';
import { Bridge } from '../lab/bridge.ts';
import { describeInLab } from '../lab/describeInLab.ts';
import { EngineLab } from './engineLab.ts';
import { neighbourhood, PEERS } from './neighbourhood.ts';

describeInLab('machines on a link, by ping sockets', () => {
  let lab: EngineLab;
  let bridge: Bridge;
  beforeAll(async () => {
    lab = await EngineLab.startAsRoot('ping');
    bridge = await Bridge.create(PEERS);
  });
  afterAll(() => bridge.close());

  neighbourhood(
    () => lab,
    () => bridge,
  );
});
