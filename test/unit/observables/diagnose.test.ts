import { diagnose } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { expect, it } from 'vitest';

it('reports what the driver that is passed says', async () => {
  const driver = new SimulatedNetwork({ hosts: [], interfaces: ['sim0', 'sim1'] });
  expect(await diagnose(driver)).toEqual(driver.diagnose());
});

it('reports on the addon by default', async () => {
  expect(await diagnose()).toMatchObject({ driver: 'addon', sockets: expect.any(Array) as unknown });
  expect(await diagnose('addon')).toEqual(await diagnose());
});

it('is rejected for a driver that is not there', async () => {
  await expect(diagnose('koffi')).rejects.toMatchObject({ code: 'ERR_ICMP_NO_DRIVER' });
});
