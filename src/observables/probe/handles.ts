import type { Subscription } from 'rxjs';
import type { IcmpDriver, IcmpHandle } from '../../icmpapi/icmpapi.ts';
import { openHandle } from './openHandle.ts';

/** One handle for each driver and family, opened when it is needed and closed with the subscription. */
export class Handles {
  readonly #subscription: Subscription;
  readonly #open = { 4: new Map<IcmpDriver, IcmpHandle>(), 6: new Map<IcmpDriver, IcmpHandle>() };

  constructor(subscription: Subscription) {
    this.#subscription = subscription;
  }

  of(driver: IcmpDriver, family: 4 | 6): IcmpHandle {
    const open = this.#open[family];
    let handle = open.get(driver);
    if (handle === undefined) open.set(driver, (handle = openHandle(driver, family, this.#subscription)));
    return handle;
  }
}
