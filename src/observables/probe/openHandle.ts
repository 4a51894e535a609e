import type { Subscription } from 'rxjs';
import type { IcmpDriver, IcmpHandle } from '../../icmpapi/icmpapi.ts';

/**
 * Opens a handle that lives as long as a subscription: it is closed once, when the subscription ends by completion,
 * error or unsubscribing. That cancels what is in flight.
 */
export function openHandle(driver: IcmpDriver, family: 4 | 6, subscription: Subscription): IcmpHandle {
  const handle = driver.createFile(family, true);
  subscription.add(() => driver.closeHandle(handle));
  return handle;
}
