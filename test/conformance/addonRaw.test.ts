import { beforeAll } from 'vitest';
import { addonDriver } from '../../src/drivers/addon.ts';
import { missingCapability } from '../lab/capability.ts';
import { describeInLab } from '../lab/describeInLab.ts';
import { TunNetwork } from '../lab/tun.ts';
import { EngineLab } from '../netns/engineLab.ts';
import { labFixture } from './labFixture.ts';
import { registerConformance } from './register.ts';

// The suite asks the driver what it can do before any test runs, so the lab stands before that.
const lab = missingCapability() === null ? await EngineLab.start('raw') : null;

describeInLab('addon on raw sockets', () => {
  for (const family of [4, 6] as const) {
    const fixture = labFixture(lab?.driver ?? addonDriver(), family, lab === null ? 0 : TunNetwork.index());
    beforeAll(() => lab?.network.setHosts(fixture.hosts, fixture.routers));
    registerConformance(`IPv${family}`, fixture);
  }
});
