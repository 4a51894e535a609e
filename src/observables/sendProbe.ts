import type { EchoCompletion, EchoRequest, IcmpDriver, IcmpHandle, PendingEcho } from '../icmpapi/icmpapi.ts';

/** Sends a request of which only the first outcome counts, also when it goes to a broadcast address. */
export function sendProbe(
  driver: IcmpDriver,
  handle: IcmpHandle,
  request: EchoRequest,
  onOutcome: (completion: EchoCompletion) => void,
): PendingEcho {
  const pending = driver.sendEcho2Ex(handle, request, (completion) => {
    if (completion.phase !== 'outcome') return;
    if (!completion.final) pending.cancel();
    onOutcome(completion);
  });
  return pending;
}
