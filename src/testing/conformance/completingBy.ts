import type { EchoRequest, IcmpDriver } from '../../icmpapi/icmpapi.ts';

/** The driver, with requests that ask for completion by event completed in another way. */
export function completingBy(driver: IcmpDriver, completion: EchoRequest['completion']): IcmpDriver {
  const change = (request: EchoRequest): EchoRequest =>
    request.completion === 'event' || request.completion === 'both' ? { ...request, completion } : request;
  return {
    name: driver.name,
    features: driver.features,
    now: () => driver.now(),
    createFile: (family, ownContext) => driver.createFile(family, ownContext),
    sendEcho2Ex: (handle, request, onCompletion) => driver.sendEcho2Ex(handle, change(request), onCompletion),
    sendEcho2ExSync: (handle, request) => driver.sendEcho2ExSync(handle, request),
    closeHandle: (handle) => driver.closeHandle(handle),
    counters: () => driver.counters(),
    diagnose: () => driver.diagnose(),
  };
}
