import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { probe } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { latestTemplate } from '../../../src/observables/options/latestTemplate.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it('is kept from one probe to the next', () => {
  const driver = new SimulatedNetwork({ hosts: [] });
  expect(latestTemplate({ driver, ttl: 5 })).toBe(latestTemplate({ driver, ttl: 5 }));
  expect(latestTemplate({ driver, ttl: 6 })).not.toBe(latestTemplate({ driver, ttl: 5 }));
});

it('keeps alive no driver that nobody uses any more', async () => {
  const probed = async (): Promise<WeakRef<SimulatedNetwork>> => {
    const driver = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1' }] });
    await firstValueFrom(probe('192.0.2.1', { driver }));
    return new WeakRef(driver);
  };
  const driver = await probed();
  // A WeakRef holds its target until the turn has ended.
  await new Promise((resolve) => setTimeout(resolve, 10));
  collectGarbage();
  expect(driver.deref()).toBeUndefined();
});
