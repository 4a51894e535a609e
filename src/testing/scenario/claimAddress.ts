import { IcmpArgumentError } from '../../errors.ts';
import type { ScenarioAddress } from './scenarioAddress.ts';

/**
 * Takes an address for a path.
 * @throws `IcmpArgumentError` when another path has it.
 */
export function claimAddress({ canonical }: ScenarioAddress, path: string, taken: Map<string, string>): void {
  const other = taken.get(canonical);
  if (other !== undefined) {
    throw new IcmpArgumentError(
      path,
      canonical,
      `another address than that of ${other}`,
      'change one, or leave it out.',
    );
  }
  taken.set(canonical, path);
}
