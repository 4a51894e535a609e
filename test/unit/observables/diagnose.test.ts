import { diagnose } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { expect, it } from 'vitest';
import { withMembers } from './virtual.ts';

it('reports what the driver that is passed says', async () => {
  const driver = new SimulatedNetwork({ hosts: [], interfaces: ['sim0', 'sim1'] });
  expect(await diagnose(driver)).toEqual(driver.diagnose());
});

it('reports on the addon by default', async () => {
  expect(await diagnose()).toMatchObject({ driver: 'addon', sockets: expect.any(Array) as unknown });
  expect(await diagnose('addon')).toEqual(await diagnose());
});

it('says who looks names up, unless the driver has names of its own', async () => {
  const idle = { underWay: 0, waiting: 0 };
  expect(await diagnose('addon')).toMatchObject({ lookups: { by: 'threads', ...idle } });
  const network = new SimulatedNetwork({ hosts: [] });
  expect(await diagnose(network)).not.toHaveProperty('lookups');
  const without = withMembers(network, { lookup: undefined });
  expect(await diagnose(without)).toMatchObject({ lookups: { by: 'dns.lookup', ...idle } });
});

it('is rejected for a driver that is not there', async () => {
  await expect(diagnose('koffi')).rejects.toMatchObject({ code: 'ERR_ICMP_NO_DRIVER' });
});
