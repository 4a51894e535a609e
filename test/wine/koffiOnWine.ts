import { labAddresses } from '../conformance/labAddresses.ts';
import { tableNetwork } from '../conformance/tableNetwork.ts';
import { TunNetwork } from '../lab/tun.ts';
import type { ConformanceSettings } from './cases/conformance.ts';
import { describeInWine } from './describeInWine.ts';
import type { WineName } from './lanes.ts';
import { registerInWine } from './registerInWine.ts';
import { tableOnWine } from './tableOnWine.ts';
import { wineDiffersByKoffi } from '../../src/testing/conformance/wineDiffers.ts';

/** The port's suite over the koffi driver on one of the Wines. IPv4 only: they have no IPv6. */
export async function koffiOnWine(
  name: WineName,
  completion: 'event' | 'apc',
  node: string,
  differs: Readonly<Record<string, string>>,
): Promise<void> {
  await describeInWine(`koffi by ${completion} on ${name}`, name, async (wine) => {
    const { hosts, many, addresses } = labAddresses(4, 0);
    const { hosts: tableHosts, ...network } = tableNetwork(4);
    await TunNetwork.create({ hosts: [...hosts, ...tableHosts] });
    await tableOnWine(wine, node, { driver: 'koffi', network, places: ['Wine', 'Wine by koffi'] });
    const settings: ConformanceSettings = {
      driver: 'koffi',
      family: 4,
      completion,
      // Wine reports each of its own refusals as a general failure, except "host unreachable".
      addresses: { ...addresses, noRoute: { ...addresses.noRoute!, status: 11050, errorCode: 'IP_GENERAL_FAILURE' } },
      many,
      differs: { ...wineDiffersByKoffi, ...differs },
    };
    await registerInWine({
      title: `koffi, the whole call from streams, Node ${node}`,
      wine,
      node,
      module: 'cases/wholeCall.ts',
      settings: { driver: 'koffi', family: 4, host: addresses.answers, onDouble: false },
      env: wine.safeEvents(),
    });
    await registerInWine({
      title: `koffi by ${completion}, Node ${node}`,
      wine,
      node,
      module: 'cases/conformance.ts',
      settings,
      env: completion === 'event' ? wine.safeEvents() : {},
    });
  });
}
