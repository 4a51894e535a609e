import { selectDriver, testTools } from '#platform';
import { defer, from, type Observable } from 'rxjs';
import { checkBoolean } from '../checks/checkBoolean.ts';
import { checkOptions } from '../checks/checkOptions.ts';
import { IcmpArgumentError } from '../errors.ts';
import type { IcmpDriver } from '../icmpapi/icmpapi.ts';
import { isIcmpDriver } from '../icmpapi/isIcmpDriver.ts';
import { driverConformance } from './conformance.ts';
import { completingBy } from './conformance/completingBy.ts';
import type { ConformanceAddresses } from './conformance/fixture.ts';
import { loopback } from './conformance/loopback.ts';
import { wineDiffers, wineDiffersByKoffi } from './conformance/wineDiffers.ts';

/** How a driver is tested. */
export interface SelfTestOptions {
  /** The driver to test, which may be your own; default: that of all streams. Nobody else may use it meanwhile. */
  readonly driver?: 'addon' | 'koffi' | IcmpDriver | undefined;
  /** Default: both. */
  readonly family?: 4 | 6 | undefined;
  /** Addresses for the suite; each replaces the one on the loopback. */
  readonly addresses?:
    { readonly 4?: Partial<ConformanceAddresses>; readonly 6?: Partial<ConformanceAddresses> } | undefined;
  /** Also what takes long, such as 70,000 requests at once; default false. */
  readonly slow?: boolean | undefined;
}

/** What came of one case of the suite. */
export interface SelfTestResult {
  readonly family: 4 | 6;
  /** How requests were completed, unless they asked for another way; null where the driver has no choice. */
  readonly completion: 'event' | 'apc' | null;
  /** Which part of the port's contract it is about. */
  readonly clause: string;
  readonly name: string;
  readonly outcome: 'pass' | 'fail' | 'pending';
  /** What the driver did, or what the case needs and this machine does not have; null when it passed. */
  readonly reason: string | null;
}

/**
 * Holds the port's contract against a driver on this machine's loopback: by event and by APC where there is the choice,
 * and by synchronous calls. Emits what came of each case of {@link driverConformance}, one after the other. Nothing is
 * sent beyond the loopback, unless `addresses` says so.
 *
 * @example
 * {@includeCode ../../examples/selfTest.ts}
 *
 * @returns a cold Observable that completes after the last case. Unsubscribing ends it after the present case.
 * @throws never in the call; error notifications are `IcmpArgumentError` for an option, and what the driver throws when it
 * can open a handle of no family.
 */
export function selfTest(options: SelfTestOptions = {}): Observable<SelfTestResult> {
  return defer(() => from(results(options)));
}

async function* results(options: SelfTestOptions): AsyncGenerator<SelfTestResult> {
  checkOptions('options', options, ['driver', 'family', 'addresses', 'slow']);
  const { driver: named, family, addresses = {}, slow = false } = options;
  checkBoolean('slow', slow);
  if (family !== undefined && family !== 4 && family !== 6) {
    throw new IcmpArgumentError('family', family, '4 or 6', 'leave it out for both.');
  }
  if (named !== undefined && named !== 'addon' && named !== 'koffi' && !isIcmpDriver(named)) {
    throw new IcmpArgumentError(
      'driver',
      named,
      "'addon', 'koffi' or an IcmpDriver",
      'leave it out for the usual one.',
    );
  }
  const driver = selectDriver(named);
  const families = ([4, 6] as const).filter((one) => family === undefined || family === one);
  const closed = new Map(families.map((one) => [one, whyClosed(driver, one)]));
  const reasons = [...closed.values()].filter((reason) => reason !== null);
  if (reasons.length === families.length) throw reasons[0]!;
  for (const one of families) yield* ofFamily(driver, one, closed.get(one)!, addresses[one] ?? {}, slow);
}

/** What keeps a handle of a family from being opened; null when nothing does. */
function whyClosed(driver: IcmpDriver, family: 4 | 6): Error | null {
  try {
    driver.closeHandle(driver.createFile(family));
    return null;
  } catch (error) {
    return error as Error;
  }
}

async function* ofFamily(
  driver: IcmpDriver,
  family: 4 | 6,
  closed: Error | null,
  more: Partial<ConformanceAddresses>,
  slow: boolean,
): AsyncGenerator<SelfTestResult> {
  const tools = testTools();
  const answers = family === 4 ? '127.0.0.1' : '::1';
  const addresses = { ...(closed === null ? await loopback(driver, family) : { answers }), ...more };
  const differs = !tools.isWine ? {} : driver.name === 'koffi' ? wineDiffersByKoffi : wineDiffers;
  const { completions } = driver.diagnose();
  for (const completion of completions.length === 0 ? [null] : completions) {
    const tested = completion === null ? driver : completingBy(driver, completion);
    for (const one of driverConformance({ ...tools, driver: tested, family, addresses })) {
      const { clause, name, missing, run } = one;
      const known = Object.keys(differs).find((begin) => name.startsWith(begin));
      const pending =
        closed?.message ??
        (missing.length > 0 ? `no ${missing.join(', no ')}` : null) ??
        (known === undefined ? null : differs[known]!) ??
        (one.slow && !slow ? 'it takes long, and was not asked for' : null);
      const reason = pending ?? (await whyFailed(run));
      const outcome = pending !== null ? 'pending' : reason === null ? 'pass' : 'fail';
      yield { family, completion, clause, name, outcome, reason };
    }
  }
}

async function whyFailed(run: () => Promise<void>): Promise<string | null> {
  try {
    await run();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
