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

it('is known by the values that it has, also when an accessor tells another one each time', () => {
  const driver = new SimulatedNetwork({ hosts: [] });
  for (const ttl of [1, 2, 3, 4, 5, 6]) {
    let next = 1;
    latestTemplate({
      driver,
      get ttl() {
        return next++;
      },
    });
    expect(latestTemplate({ driver, ttl }).request.ttl).toBe(ttl);
  }
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
