import { startUsing } from '#platform';
import { IcmpArgumentError } from '../errors.ts';
import type { IcmpDriver } from '../icmpapi/icmpapi.ts';
import { isIcmpDriver } from '../icmpapi/isIcmpDriver.ts';
import { isPromise } from './isPromise.ts';

/**
 * Sets the driver for every stream that is subscribed to from now on and names no driver: for the tests of a program
 * that knows nothing of drivers. This applies to the whole thread, also to what runs beside the test.
 *
 * @returns a function that ends it. Streams that began meanwhile keep the driver. After several calls, the latest one
 * that has not ended counts.
 * @throws `IcmpArgumentError` for what is no driver.
 */
export function useDriver(driver: IcmpDriver): () => void;
/**
 * Does the same for one block.
 *
 * @param block may be asynchronous: then it counts until the promise is settled.
 * @returns what the block returns.
 * @throws what the block throws.
 */
export function useDriver<T>(driver: IcmpDriver, block: () => T): T;
export function useDriver<T>(driver: IcmpDriver, block?: () => T): T | (() => void) {
  if (!isIcmpDriver(driver)) {
    throw new IcmpArgumentError('driver', driver, 'an IcmpDriver', 'pass a driver, such as a SimulatedNetwork.');
  }
  if (block !== undefined && typeof block !== 'function') {
    throw new IcmpArgumentError('block', block, 'a function', 'leave it out to use the driver until further notice.');
  }
  const end = startUsing(driver);
  if (block === undefined) return end;
  let isLeft = true;
  try {
    const result = block();
    if (!isPromise(result)) return result;
    isLeft = false;
    return Promise.resolve(result).finally(end) as T;
  } finally {
    if (isLeft) end();
  }
}
