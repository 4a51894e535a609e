import type { EchoRequest } from './icmpapi.ts';

const DEFAULTS: Omit<EchoRequest, 'destination'> = {
  source: null,
  networkInterface: null,
  timeout: 1000,
  lateWindow: 0,
  notBefore: null,
  anyOrder: false,
  data: 32,
  ttl: null,
  tos: null,
  flags: 0,
  optionsData: null,
  replySize: null,
  completion: 'event',
  deliverWithin: 0,
  constantFlow: false,
  wantData: false,
  reportSent: false,
  keepAlive: true,
};

/**
 * An echo request with every key. Defaults: time-out 1,000 ms, 32 bytes of the driver's own payload, no late
 * window, sent at once, completion by event and told at once, everything else left to the system.
 */
export function echoRequest(destination: string, partial: Partial<Omit<EchoRequest, 'destination'>> = {}): EchoRequest {
  return { destination, ...DEFAULTS, ...partial };
}
