import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from '../bench.ts';
import { figure, higher, lower } from '../figure.ts';
import { enterLab } from '../lab/enterLab.ts';
import { sideBySide } from '../sideBySide.ts';
import { costRatios, speedRatios } from '../speedRatios.ts';

const BLOCK = '127.1.0.0/16';
const addon = 'prebuilds/linux-x64/node.napi.glibc.node';
const root = fileURLToPath(new URL('../../', import.meta.url));
const files = { checkout: join(root, addon), packed: join(root, 'build/package/consumer/node_modules/rxicmp', addon) };

/** What is published is made by another compiler, with another C++ library, and for older systems. */
export const packed: Bench = {
  about: `${BLOCK} on loopback over the addon of a release, against that of the checkout`,
  async run(run) {
    const missing = missingRelease();
    if (missing !== null) return { figures: [], absent: [missing] };
    enterLab();
    const laps = await sideBySide(run, {
      checkout: ['sweepOverAddon', files.checkout, BLOCK],
      packed: ['sweepOverAddon', files.packed, BLOCK],
    });
    const times = costRatios(laps.packed, laps.checkout);
    return {
      laps,
      figures: [
        figure('packed, checkout = 1', 'x', higher(0.97, 0.9), speedRatios(laps.packed, laps.checkout)),
        figure('its processor time, checkout = 1', 'x', lower(1.03), times),
      ],
    };
  },
};

function missingRelease(): string | null {
  const isThere = Object.values(files).every((file) => existsSync(file));
  if (isThere && !readFileSync(files.packed).equals(readFileSync(files.checkout))) return null;
  return 'the addons of a release: npm run build:all && node scripts/check-package.mjs --release && npm run build';
}
