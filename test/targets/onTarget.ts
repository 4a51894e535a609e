import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, test } from 'vitest';
import { labAddresses } from '../conformance/labAddresses.ts';
import { missingCapability } from '../lab/capability.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { TunNetwork } from '../lab/tun.ts';
import { runPatiently } from '../runPatiently.ts';
import type { ConformanceSettings } from '../wine/cases/conformance.ts';
import { registerInWine } from '../wine/registerInWine.ts';
import type { Wine } from '../wine/wine.ts';
import type { Target, TargetName } from './setUp.ts';

/**
 * The port's suite over a packed addon, in the program of its machine, on the lab.
 *
 * @param differs where that program, or what runs it, is known to differ: how names of cases begin, and why they are not run.
 */
export async function onTarget(
  name: TargetName,
  sockets: 'raw' | 'ping',
  differs: Readonly<Record<string, string>> = {},
): Promise<void> {
  const title = `the packed addon for ${name} on ${sockets} sockets`;
  const missing = missingCapability();
  if (missing !== null) return void test.skip(`${title} (pending: the lab needs ${missing})`);
  // Root stays root, whose group may open ping sockets or not.
  enterNamespace(sockets === 'ping' ? { pingGroupRange: [0, 0] } : {});
  const network = await TunNetwork.create({ hosts: [] });
  for (const family of [4, 6] as const) {
    const { hosts, routers, many, addresses } = labAddresses(family, TunNetwork.index());
    await network.setHosts(hosts, routers);
    const settings: ConformanceSettings = { driver: 'addon', family, completion: 'event', addresses, many, differs };
    await registerInWine({
      title: `${title}, IPv${family}`,
      wine: programOf(inject('targets')[name]),
      node: '',
      module: 'cases/conformance.ts',
      settings,
    });
  }
}

/** Runs what is run for Windows in another program. */
function programOf({ addon, command }: Target): Pick<Wine, 'node'> {
  return {
    async node({ args, env = {}, patience = () => 30_000 }) {
      const folder = mkdtempSync(join(tmpdir(), 'rxicmp-target-'));
      try {
        const { PATH = '' } = process.env;
        return await runPatiently([...command, ...args], {
          folder,
          env: { PATH, HOME: folder, ...env, RXICMP_ADDON: addon },
          // An emulator takes its time.
          patience: (stdout) => 4 * patience(stdout),
        });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}
