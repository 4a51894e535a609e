import { lookupName } from '#platform';
import { asyncScheduler, Observable, type SchedulerLike } from 'rxjs';
import type { LookupFailure } from '../../icmpapi/icmpapi.ts';
import { classifyAddress } from '../../wire/classifyAddress.ts';
import { parseAddress } from '../../wire/address.ts';
import { mappedAddress } from '../../wire/mappedAddress.ts';
import { timer } from '../pacer/timer.ts';
import type { ProbeSettings } from '../options/probeSettings.ts';
import type { UnsentReason } from './unsentReason.ts';
import type { Resolved, Unresolved } from '../options/resolution.ts';

/** The settings that a look-up reads. */
export type LookupSettings = Pick<ProbeSettings, 'driver' | 'target' | 'family' | 'lookupTimeout' | 'networkInterface'>;

/**
 * Emits the addresses of a name that can be probed, best first, or why there are none, and completes. A failure is a
 * value.
 *
 * @param scheduler of the time-out.
 */
export function lookupAll(
  settings: LookupSettings,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<readonly Resolved[] | Unresolved> {
  return new Observable((subscriber) => {
    const { driver, target, family, lookupTimeout } = settings;
    const start = driver.now();
    const onResult = (result: readonly string[] | LookupFailure): void => {
      const took = driver.now() - start;
      const failed = 'code' in result;
      const found = failed ? [] : usable(result, settings, took);
      const reason = failed ? { errorCode: result.code, errorText: null } : unusable(result, target);
      subscriber.next(found.length > 0 ? found : { address: null, ...reason, lookup: took });
      subscriber.complete();
    };
    const abandon = driver.lookup?.(target, family, onResult) ?? lookupName(target, family, onResult);
    subscriber.add(abandon);
    const late = (): void => onResult({ code: 'ETIMEOUT' });
    subscriber.add(timer(scheduler, lookupTimeout, late));
  });
}

/** Why a name that has addresses has none that can be probed. */
function unusable(addresses: readonly string[], target: string): UnsentReason {
  const errorText =
    addresses.length === 0 ? null : `${target} has no address that can be probed so, only ${addresses.join(', ')}`;
  return { errorCode: 'ENOTFOUND', errorText };
}

function usable(addresses: readonly string[], settings: LookupSettings, took: number): Resolved[] {
  const found: Resolved[] = [];
  // Resolvers may tell an address more than once.
  for (const text of new Set(addresses)) {
    const parsed = parseAddress(text);
    if (parsed === null || (settings.family !== null && parsed.family !== settings.family)) continue;
    const kind = classifyAddress(parsed.bytes);
    // Some resolvers answer 0.0.0.0 for names that they block, and a probe to that address reaches this machine.
    if (kind === 'unspecified' || mappedAddress(parsed.bytes) !== null) continue;
    let address = text;
    if (parsed.family === 6 && kind === 'link-local' && parsed.zone === null) {
      if (settings.networkInterface === undefined) continue;
      address = `${text}%${settings.networkInterface}`;
    }
    found.push({ address, family: parsed.family, lookup: took });
  }
  return found;
}
