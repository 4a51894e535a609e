import { lookupName, publish } from '#platform';
import { Subscription, type SchedulerLike } from 'rxjs';
import type { LookupFailure } from '../../icmpapi/icmpapi.ts';
import { parseAddress } from '../../wire/address.ts';
import { classifyAddress } from '../../wire/classifyAddress.ts';
import { mappedAddress } from '../../wire/mappedAddress.ts';
import { timer } from '../pacer/timer.ts';
import type { ProbeSettings } from '../options/probeSettings.ts';
import type { Resolved, Unresolved } from '../options/resolution.ts';
import type { UnsentReason } from './unsentReason.ts';

/** What a look-up needs. */
export type LookupSettings = Pick<ProbeSettings, 'driver' | 'target' | 'family' | 'lookupTimeout' | 'networkInterface'>;

/**
 * Asks for the addresses of a name that can be probed. The time that the name waits for its turn counts neither as time
 * of its look-up nor towards the time-out.
 *
 * @param scheduler of the time-out.
 * @param onResult is called once, and not before this has returned: with the addresses, best first, or why there are none.
 * @returns what ends the look-up when it is unsubscribed from.
 */
export function askName(
  settings: LookupSettings,
  scheduler: SchedulerLike,
  onResult: (result: readonly Resolved[] | Unresolved) => void,
): Subscription {
  const { driver, target, family, lookupTimeout } = settings;
  const asking = new Subscription();
  let start = driver.now();
  let isWaiting = false;
  const end = (result: readonly string[] | LookupFailure): void => {
    const took = driver.now() - start;
    asking.unsubscribe();
    const failed = 'code' in result;
    const found = failed ? [] : usable(result, settings, took);
    const reason = failed ? { errorCode: result.code, errorText: null } : unusable(result, settings);
    onResult(found.length > 0 ? found : { address: null, ...reason, lookupTime: took });
  };
  const begin = (): void => {
    start = driver.now();
    const late = (): void => end({ code: 'ETIMEOUT' });
    asking.add(timer(scheduler, lookupTimeout, late));
  };
  const onWaiting = (waits: boolean): void => {
    isWaiting = waits;
    if (waits) publish('rxicmp:lookup-waiting', { target, family });
    else begin();
  };
  asking.add(driver.lookup?.(target, family, end, onWaiting) ?? lookupName(target, family, end, onWaiting));
  if (!isWaiting) begin();
  return asking;
}

/** Why a name that has addresses has none that can be probed. */
function unusable(addresses: readonly string[], { target, family, driver }: LookupSettings): UnsentReason {
  if (addresses.length === 0) return { errorCode: 'ENOTFOUND', errorText: null };
  const only = `only ${addresses.join(', ')}`;
  if (family !== 4 && addresses.some(needsZone)) {
    const here = driver.diagnose().interfaces.join(', ') || 'none';
    const errorText = `${target} has ${only}: set networkInterface to the interface of that link (here: ${here})`;
    return { errorCode: 'ENODEV', errorText };
  }
  return {
    errorCode: 'ENOTFOUND',
    errorText: `${target} has no address that can be probed with these options, ${only}`,
  };
}

function needsZone(text: string): boolean {
  const parsed = parseAddress(text);
  return parsed?.family === 6 && parsed.zone === null && classifyAddress(parsed.bytes) === 'link-local';
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
    if (needsZone(text)) {
      if (settings.networkInterface === undefined) continue;
      address = `${text}%${settings.networkInterface}`;
    }
    found.push({ address, family: parsed.family, lookupTime: took });
  }
  return found;
}
