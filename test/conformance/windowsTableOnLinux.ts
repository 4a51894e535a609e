import { beforeAll, describe, test } from 'vitest';
import { addonDriver } from '../../src/drivers/addon.ts';
import { missingCapability } from '../lab/capability.ts';
import { describeInLab } from '../lab/describeInLab.ts';
import { EngineLab } from '../netns/engineLab.ts';
import { tableNetwork } from './tableNetwork.ts';
import { windowsTableCases } from './windowsTableCases.ts';

/** Asks the Linux engine the same rows that Windows was asked. */
export async function windowsTableOnLinux(sockets: 'raw' | 'ping'): Promise<void> {
  const lab = missingCapability() === null ? await EngineLab.start(sockets) : null;
  describeInLab(`what Windows answers, on ${sockets} sockets`, () => {
    describe.each([4, 6] as const)('IPv%i', (family) => {
      const { hosts, ...network } = tableNetwork(family);
      beforeAll(() => lab!.network.setHosts(hosts));
      for (const { name, run } of windowsTableCases(lab?.driver ?? addonDriver(), network, ['Linux'])) test(name, run);
    });
  });
}
