import { IP_FLAG_DF } from '../../icmpapi/ipFlags.ts';
import type { EchoRequest } from '../../icmpapi/icmpapi.ts';
import { IpStatus4 } from '../../wire/status.ts';
import { assert } from './assert.ts';
import { assertEqual } from './assertEqual.ts';
import type { ClauseCase, Need } from './clauseCase.ts';
import type { Session } from './session.ts';

/** Everything that the Windows API lets a caller set is within reach. */
export const reach: readonly ClauseCase[] = [
  ...accepted('a TTL of 255', { ttl: 255 }),
  ...accepted('a TTL of 64', { ttl: 64 }),
  ...accepted("a TTL of 0, which is the system's", { ttl: 0 }).map((each) => ({ ...each, family: 4 as const })),
  ...accepted('a TOS of 0xb8', { tos: 0xb8 }),
  ...accepted('a TOS of 0', { tos: 0 }),
  ...accepted("don't fragment", { flags: IP_FLAG_DF }, ['dontFragment']),
  ...accepted('a time-out with a fraction', { timeout: 999.5 }),
  ...accepted('a reply buffer of its own size', { replySize: 4096 }),
  ...accepted('completion by event', { completion: 'event' }),
  ...accepted('completion by APC', { completion: 'apc' }),
  ...accepted('completion by event and APC, which means event', { completion: 'both' }),
  {
    name: 'a reply that does not fit into its reply buffer is a general failure, of which nothing else is told',
    async run(session) {
      for (const replySize of [1, 35, 100]) {
        const options = { data: 100, replySize, wantData: true };
        const { status, address, data } = await session.outcome(session.address('answers'), options);
        assertEqual(status, IpStatus4.IP_GENERAL_FAILURE, 'the status');
        assertEqual([address, data], [null, null], 'the address and data');
      }
    },
  },
  {
    name: 'the unspecified source lets the system choose',
    run: (session) => answered(session, { source: session.fixture.family === 4 ? '0.0.0.0' : '::' }),
  },
  {
    name: 'a source is accepted and the request answered',
    needs: ['address: source'],
    run: (session) => answered(session, { source: session.address('source') }),
  },
  {
    name: 'an interface is accepted by name and by index, and the request answered',
    needs: ['networkInterface', 'address: networkInterface'],
    async run(session) {
      const { name, index } = session.address('networkInterface');
      await answered(session, { networkInterface: name });
      await answered(session, { networkInterface: index });
    },
  },
  {
    name: 'everything at once is accepted and the request answered',
    run: (session) =>
      answered(session, { ttl: 128, tos: 8, data: 100, replySize: 4096, reportSent: false, timeout: 2000 }),
  },
  {
    name: 'IP options are sent, and those of the reply delivered',
    needs: ['ipOptions'],
    family: 4,
    async run(session) {
      // Record route with room for two addresses, and a no-operation that fills the word.
      const optionsData = Uint8Array.of(7, 11, 4, 0, 0, 0, 0, 0, 0, 0, 0, 1);
      const outcome = await session.outcome(session.address('answers'), { optionsData });
      assertEqual(outcome.status, 0, 'the status');
      assertEqual(outcome.optionsData?.[0], 7, 'the type of the first option');
      assert(outcome.optionsData![2]! > 4, 'no route was recorded');
    },
  },
  { name: 'the TTL of a reply is told', family: 4, run: tellsTtl },
  { name: 'the hop limit of a reply is told', family: 6, needs: ['hopLimit'], run: tellsTtl },
];

async function tellsTtl(session: Session): Promise<void> {
  const { ttl } = await session.outcome(session.address('answers'));
  assert(ttl !== null && ttl >= 1 && ttl <= 255, `it is ${String(ttl)}`);
}

function accepted(what: string, options: Partial<EchoRequest>, needs: readonly Need[] = []): readonly ClauseCase[] {
  return [
    { name: `${what} is accepted and the request answered`, needs, run: (session) => answered(session, options) },
  ];
}

async function answered(session: Session, options: Partial<EchoRequest>): Promise<void> {
  const outcome = await session.outcome(session.address('answers'), options);
  assertEqual(outcome.status, 0, 'the status');
}
