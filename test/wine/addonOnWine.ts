import { labAddresses } from '../conformance/labAddresses.ts';
import { tableNetwork } from '../conformance/tableNetwork.ts';
import { hostAddress } from '../lab/hostAddress.ts';
import { TunNetwork } from '../lab/tun.ts';
import type { ConformanceSettings } from './cases/conformance.ts';
import { describeAddonInWine } from './describeAddonInWine.ts';
import type { WineName } from './lanes.ts';
import { registerInWine } from './registerInWine.ts';
import { selfTestOnWine } from './selfTestOnWine.ts';
import { tableOnWine } from './tableOnWine.ts';
import { wineDiffers } from '../../src/testing/conformance/wineDiffers.ts';

export interface AddonOnWineSettings extends ConformanceSettings {
  /** A host that is refused for each IP_STATUS, and who refuses it. */
  readonly refusals: Readonly<Record<string, { readonly address: string; readonly from: string }>>;
}

/** ICMP type and code by the IP_STATUS that they become. */
const refused = { 11002: [3, 0], 11003: [3, 1], 11004: [3, 2], 11005: [3, 3], 11013: [11, 0] } as const;

/**
 * The port's suite and the cases that only Windows has, over the addon on one of the Wines. The suite runs on the first
 * Node.
 */
export async function addonOnWine(
  name: WineName,
  completion: 'event' | 'apc',
  differs: Readonly<Record<string, string>>,
): Promise<void> {
  await describeAddonInWine(`the addon by ${completion} on ${name}`, name, async (wine) => {
    const { hosts, many, addresses } = labAddresses(4, 0);
    const router = hostAddress(4, 9);
    const refusing = Object.entries(refused).map(([status, [type, code]], n) => ({
      status,
      host: { address: hostAddress(4, 300 + n), refuse: { type, code, from: router } },
    }));
    const { hosts: tableHosts, ...network } = tableNetwork(4);
    await TunNetwork.create({ hosts: [...hosts, ...tableHosts, ...refusing.map(({ host }) => host)] });
    const settings: AddonOnWineSettings = {
      driver: 'addon',
      family: 4,
      completion,
      // Wine reports each of its own refusals as a general failure, except "host unreachable".
      addresses: { ...addresses, noRoute: { ...addresses.noRoute!, status: 11050, errorCode: 'IP_GENERAL_FAILURE' } },
      many,
      differs: { ...wineDiffers, ...differs },
      refusals: Object.fromEntries(
        refusing.map(({ status, host: { address } }) => [status, { address, from: router }]),
      ),
    };
    const nodes = Object.keys(wine.lane.nodes);
    await tableOnWine(wine, nodes[0]!, { driver: 'addon', network, places: ['Wine'] });
    const env = completion === 'event' ? wine.safeEvents() : {};
    for (const node of nodes) {
      await registerInWine({ title: `Node ${node}`, wine, node, module: 'cases/addon.ts', settings, env });
      await registerInWine({ title: `names, Node ${node}`, wine, node, module: 'cases/names.ts' });
    }
    const node = nodes[0]!;
    if (completion === 'apc') selfTestOnWine(`on ${name}`, wine, node, wine.safeEvents(), ['addon', 'koffi']);
    await registerInWine({
      title: `the whole call from streams, Node ${node}`,
      wine,
      node,
      module: 'cases/wholeCall.ts',
      settings: { driver: 'addon', family: 4, host: addresses.answers, onDouble: false },
      env: wine.safeEvents(),
    });
    await registerInWine({
      title: `the port's suite, Node ${node}`,
      wine,
      node,
      module: 'cases/conformance.ts',
      settings,
      env,
    });
  });
}
