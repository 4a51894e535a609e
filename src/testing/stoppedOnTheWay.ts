import { IP_FLAG_DF } from '../icmpapi/ipFlags.ts';
import { packetSize } from './packetSize.ts';
import type { SentRequest } from './planEcho.ts';
import type { SimulatedHost } from './scenario.ts';

const TIME_EXCEEDED = { 4: { type: 11, code: 0 }, 6: { type: 3, code: 0 } } as const;
const TOO_BIG = { 4: { type: 3, code: 4 }, 6: { type: 2, code: 0 } } as const;

/**
 * What becomes of a request that gets no further than a router on the way to a host.
 * @returns the router as a host that refuses it or is silent; null when the request reaches the host.
 */
export function stoppedOnTheWay({ family, request }: SentRequest, host: SimulatedHost): SimulatedHost | null {
  const { address, latency = 1, ttl = 64, routers = [], mtu = Infinity, tooBig = 'with-mtu' } = host;
  const hop = request.ttl ?? 64;
  const isTooBig = (request.flags & IP_FLAG_DF) !== 0 && packetSize(family, request) > mtu;
  // What is too big gets no further than the first router.
  const expires = hop <= (isTooBig ? Math.min(1, routers.length) : routers.length);
  if (!expires && !isTooBig) return null;
  // A host without routers is at the end of a narrow cable, and is told by its own address.
  const router = expires ? routers[hop - 1]! : routers.length === 0 ? address : routers[0]!;
  if (router === null || (!expires && tooBig === 'silent')) return { address, silent: true };
  const told = !expires && tooBig === 'with-mtu' ? { mtu } : {};
  return {
    address: router,
    latency,
    ttl: ttl - (expires ? hop - 1 : 0),
    refuse: { ...(expires ? TIME_EXCEEDED : TOO_BIG)[family], from: router, ...told },
  };
}
