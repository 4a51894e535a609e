import type { EchoCompletion, EchoRequest, IcmpHandle, PendingEcho } from '../../icmpapi/icmpapi.ts';
import { sendEcho, type Asked } from './sendEcho.ts';

/** Sends a request of which only the first outcome counts, also when it goes to a broadcast address. */
export function sendProbe(
  asked: Asked,
  handle: IcmpHandle,
  request: EchoRequest,
  onOutcome: (completion: EchoCompletion) => void,
): PendingEcho {
  const pending = sendEcho(asked, handle, request, (completion) => {
    if (completion.phase !== 'outcome') return;
    if (!completion.final) pending.cancel();
    onOutcome(completion);
  });
  return pending;
}
