import { selectDriver, testTools } from '../../../src/drivers/platform.ts';
import type { EchoRequest } from '../../../src/icmpapi/icmpapi.ts';
import type { ConformanceAddresses } from '../../../src/testing/conformance/fixture.ts';
import { driverConformance } from '../../../src/testing/conformance.ts';
import type { WindowsCase } from '../windowsCase.ts';
import { completingBy } from '../../../src/testing/conformance/completingBy.ts';

export interface ConformanceSettings {
  readonly driver: 'addon' | 'koffi';
  readonly family: 4 | 6;
  readonly completion: EchoRequest['completion'];
  readonly addresses: Omit<ConformanceAddresses, 'manyAnswering'>;
  readonly many: readonly string[];
  /** Where this Windows is known to differ: names of cases, or how they begin, and why each is not run. */
  readonly differs: Readonly<Record<string, string>>;
}

/** The conformance suite over a driver, its requests completed in one way. */
export function cases(settings: ConformanceSettings): readonly WindowsCase[] {
  const { driver, family, completion, addresses, many, differs } = settings;
  const suite = driverConformance({
    driver: completingBy(selectDriver(driver), completion),
    family,
    addresses: { ...addresses, manyAnswering: (n) => many[n]! },
    ...testTools(),
  });
  return suite.map(({ clause, name, missing, slow, run }) => {
    const difference = Object.keys(differs).find((known) => name.startsWith(known));
    const lacking = missing.length > 0 ? `no ${missing.join(', no ')}` : undefined;
    return {
      name: `${clause}: ${name}`,
      pending: lacking ?? (difference === undefined ? undefined : differs[difference]),
      limit: slow ? 180_000 : 30_000,
      run,
    };
  });
}
