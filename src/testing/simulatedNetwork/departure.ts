import { echoCompletion } from '../../icmpapi/echoCompletion.ts';
import type { EchoRequest } from '../../icmpapi/icmpapi.ts';
import { IP_FLAG_DF } from '../../icmpapi/ipFlags.ts';
import { IpStatus4 } from '../../wire/status.ts';
import type { Fates } from './fates.ts';
import type { Playback } from './playback.ts';
import { recordedAnswers } from './recordedAnswers.ts';
import { planEcho, type EchoStep } from './planEcho.ts';
import type { SimulatedMachine } from './simulatedMachine.ts';
import { unsentErrors } from '../scenario/unsentErrors.ts';

/** What sending a request leads to. */
export interface Departure {
  /** As the log calls it. */
  readonly event: 'send' | 'unsent';
  readonly steps: readonly EchoStep[];
}

/**
 * Sends a request on its way.
 *
 * @param at the time of the send on the driver's clock.
 * @param start that of the network's beginning.
 */
export function departure(
  machine: SimulatedMachine,
  fates: Fates,
  playback: Playback,
  family: 4 | 6,
  request: EchoRequest,
  at: number,
  start: number,
): Departure {
  const { destination } = request;
  const time = at - start;
  const record = playback.next(destination, request.ttl);
  const unsent = record === null ? fates.unsent(destination, time) : (record.unsent ?? null);
  // A system finds the route first, and the MTU with it.
  const errorCode = unsent ?? (machine.isTooBig(family, request) ? 'EMSGSIZE' : null);
  if (errorCode !== null) {
    const { status, errorNumber } = unsentErrors[errorCode]!;
    const mtu = errorCode === 'EMSGSIZE' ? machine.mtu : null;
    const refused = echoCompletion('outcome', status, at, { final: true, errorNumber, errorCode, mtu });
    return { event: 'unsent', steps: [{ after: 0, completion: refused }] };
  }
  const packet = {
    family,
    destination,
    ttl: request.ttl || 64,
    size: machine.sizeOnTheWay(family, request, time),
    dontFragment: family === 6 || (request.flags & IP_FLAG_DF) !== 0,
  };
  const answers =
    record !== null
      ? recordedAnswers(record, destination)
      : (fates.onTheWay(packet, time) ?? fates.atHost(destination, time));
  for (const { error, delay } of answers) machine.learn(family, destination, error?.mtu ?? null, time + delay);
  const isBroadcast = fates.isBroadcast(destination);
  const steps = planEcho({ family, request, isBroadcast, sentAt: at }, answers);
  const left: EchoStep = { after: 0, completion: echoCompletion('sent', IpStatus4.IP_PENDING, at) };
  return { event: 'send', steps: request.reportSent ? [left, ...steps] : steps };
}
