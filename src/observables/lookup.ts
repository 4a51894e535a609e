import { lookupName } from '#platform';
import { asyncScheduler, Observable, type SchedulerLike } from 'rxjs';
import type { LookupFailure } from '../icmpapi/icmpapi.ts';
import { classifyAddress } from '../wire/classifyAddress.ts';
import { parseAddress } from '../wire/address.ts';
import { MAX_DELAY } from './maxDelay.ts';
import type { ProbeSettings } from './probeSettings.ts';
import type { Resolution, Resolved } from './resolution.ts';

/**
 * Emits the first address of a name that can be probed, or why there is none, and completes. A failure is a value.
 *
 * @param scheduler of the time-out.
 */
export function lookup(settings: ProbeSettings, scheduler: SchedulerLike = asyncScheduler): Observable<Resolution> {
  return new Observable((subscriber) => {
    const { driver, target, family, lookupTimeout } = settings;
    const start = driver.now();
    const onResult = (result: readonly string[] | LookupFailure): void => {
      const took = driver.now() - start;
      const failed = 'code' in result;
      const found = failed ? null : firstUsable(result, settings, took);
      subscriber.next(found ?? { address: null, errorCode: failed ? result.code : 'ENOTFOUND', lookup: took });
      subscriber.complete();
    };
    const abandon = driver.lookup?.(target, family, onResult) ?? lookupName(target, family, onResult);
    subscriber.add(abandon);
    const late = (): void => onResult({ code: 'ETIMEOUT' });
    subscriber.add(scheduler.schedule(late, Math.min(lookupTimeout, MAX_DELAY)));
  });
}

function firstUsable(addresses: readonly string[], settings: ProbeSettings, took: number): Resolved | null {
  for (const text of addresses) {
    const parsed = parseAddress(text);
    if (parsed === null || (settings.family !== null && parsed.family !== settings.family)) continue;
    const kind = classifyAddress(parsed.bytes);
    // Filtering resolvers answer 0.0.0.0, and a probe of it would find this very host alive.
    if (kind === 'unspecified') continue;
    let address = text;
    if (parsed.family === 6 && kind === 'link-local' && parsed.zone === null) {
      if (settings.networkInterface === undefined) continue;
      address = `${text}%${settings.networkInterface}`;
    }
    return { address, family: parsed.family, lookup: took };
  }
  return null;
}
