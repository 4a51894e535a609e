import type { Subscription } from 'rxjs';
import type { IcmpDriver, IcmpHandle } from '../../icmpapi/icmpapi.ts';

/**
 * Opens a handle that lives as long as a subscription: it is closed once, whether that ends by completion, error
 * or unsubscribing, and what is in flight is cancelled with it.
 */
export function openHandle(driver: IcmpDriver, family: 4 | 6, subscription: Subscription): IcmpHandle {
  const handle = driver.createFile(family, true);
  subscription.add(() => driver.closeHandle(handle));
  return handle;
}
