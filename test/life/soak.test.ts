import { beforeAll, test } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { hostAddress } from '../lab/hostAddress.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { TunNetwork } from '../lab/tun.ts';
import { unsentAddress } from '../lab/unsentAddress.ts';
import { leftBehind } from './leftBehind.ts';
import { times } from '../times.ts';

describeInLab('nothing is left behind by probes of', () => {
  const refusing = hostAddress(4, 1);
  beforeAll(async () => {
    enterNamespace();
    await TunNetwork.create({ hosts: [{ address: refusing, refuse: { type: 3, code: 1, from: hostAddress(4, 2) } }] });
  });

  test.each([
    ['a host that refuses', refusing],
    ['a host that never answers', hostAddress(4, 3)],
    ['a host to which there is no route', unsentAddress(4, 'ENETUNREACH')],
  ])(
    '%s',
    (_name, target) => leftBehind('probes to the end', times(20_000, 50_000, 1_000_000), target),
    times(120_000, 120_000, 1_200_000),
  );
});
