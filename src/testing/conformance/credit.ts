import { IpStatus4 } from '../../wire/status.ts';
import { assert } from './assert.ts';
import { assertEqual } from './assertEqual.ts';
import type { ClauseCase } from './clauseCase.ts';

const sizes = [0, 1, 7, 8, 32, 1472, 65_500];

const payloads: readonly ClauseCase[] = sizes.flatMap((size): ClauseCase[] => [
  {
    name: `${size} bytes of the driver's own come back whole`,
    async run(session) {
      const outcome = await session.outcome(session.address('answers'), { data: size, wantData: true });
      assertEqual(outcome.status, 0, 'the status');
      assertEqual(outcome.dataSize, size, 'dataSize');
      assertEqual(outcome.data?.length, size, 'the length of data');
      assertEqual(outcome.truncated, false, 'truncated');
      assertEqual(outcome.altered, false, 'altered');
    },
  },
  {
    name: `${size} bytes of the caller come back unchanged`,
    async run(session) {
      const data = bytes(size, size);
      const outcome = await session.outcome(session.address('answers'), { data, wantData: true });
      assertEqual(outcome.status, 0, 'the status');
      assertEqual(outcome.dataSize, size, 'dataSize');
      assertSameBytes(outcome.data, bytes(size, size));
      assertSameBytes(data, bytes(size, size));
      assertEqual(outcome.truncated, false, 'truncated');
      assertEqual(outcome.altered, false, 'altered');
    },
  },
]);

/** "A duplicate, late, truncated, corrupted or foreign packet never completes a request that it does not answer." */
export const credit: readonly ClauseCase[] = [
  ...payloads,
  {
    name: 'each of many requests gets its own payload back',
    async run(session) {
      const handle = session.open();
      const echoes = Array.from({ length: 100 }, (_, seed) =>
        session.send(handle, session.address('answers'), { data: bytes(24, seed), wantData: true }),
      );
      await session.ended(...echoes);
      echoes.forEach(({ completions }, seed) => assertSameBytes(completions[0]!.data, bytes(24, seed)));
    },
  },
  {
    name: "the caller's bytes are read during the call only",
    async run(session) {
      const data = bytes(32, 1);
      const handle = session.open();
      const notBefore = session.driver.features.has('notBefore') ? session.driver.now() + 20 : null;
      const echo = session.send(handle, session.address('answers'), { data, wantData: true, notBefore });
      data.fill(0);
      await session.ended(echo);
      assertSameBytes(echo.completions[0]!.data, bytes(32, 1));
    },
  },
  {
    name: 'without wantData there is a size but no data',
    async run(session) {
      const outcome = await session.outcome(session.address('answers'), { data: bytes(16, 3) });
      assertEqual(outcome.dataSize, 16, 'dataSize');
      assertEqual(outcome.data, null, 'data');
    },
  },
  {
    name: 'each of 100 destinations is answered by itself',
    needs: ['address: manyAnswering'],
    async run(session) {
      const handle = session.open();
      const addresses = Array.from({ length: 100 }, (_, n) => session.address('manyAnswering')(n));
      const echoes = addresses.map((address) => session.send(handle, address));
      await session.ended(...echoes);
      assertEqual(
        echoes.map(({ completions }) => completions[0]!.address),
        addresses,
        'the responders',
      );
    },
  },
  {
    name: 'a late reply comes after the time-out, as late, with its round-trip time',
    needs: ['lateReplies', 'address: slow'],
    async run(session) {
      const { address, latency } = session.address('slow');
      const { late } = session.driver.counters();
      const timeout = latency / 2;
      const completions = await session.complete(address, { timeout, lateWindow: latency * 3 });
      const phases = completions.map(({ phase }) => phase);
      assertEqual(phases, ['outcome', 'late', 'end'], 'the phases');
      assertEqual(completions[0]!.status, IpStatus4.IP_REQ_TIMED_OUT, 'the status of the outcome');
      assertEqual(completions[1]!.status, 0, 'the status of the late reply');
      assertEqual(completions[1]!.address, address, 'the address of the late reply');
      const { roundTripTime } = completions[1]!;
      assert(roundTripTime! > timeout, `its round-trip time is ${String(roundTripTime)}`);
      assertEqual(session.driver.counters().late - late, 1, 'the counter late');
    },
  },
  {
    name: 'without a late window nothing comes after the time-out',
    needs: ['address: slow'],
    async run(session) {
      const { address, latency } = session.address('slow');
      const echo = session.send(session.open(), address, { timeout: latency / 2 });
      await session.ended(echo);
      await session.sleep(latency * 2);
      assertEqual(echo.completions.length, 1, 'the number of completions');
      assertEqual(echo.completions[0]!.status, IpStatus4.IP_REQ_TIMED_OUT, 'the status');
    },
  },
  {
    name: 'a reply that comes after its late window is not delivered',
    needs: ['lateReplies', 'address: slow'],
    async run(session) {
      const { address, latency } = session.address('slow');
      const completions = await session.complete(address, { timeout: latency / 4, lateWindow: latency / 4 });
      await session.sleep(latency);
      assertEqual(
        completions.map(({ phase }) => phase),
        ['outcome', 'end'],
        'the phases',
      );
    },
  },
  {
    name: 'a late reply does not complete the next request to its destination',
    needs: ['address: slow'],
    async run(session) {
      const { address, latency } = session.address('slow');
      const handle = session.open();
      const first = session.send(handle, address, { timeout: latency / 2 });
      await session.ended(first);
      const second = session.send(handle, address, { timeout: latency * 5 + 500 });
      await session.ended(second);
      assertEqual(second.completions[0]!.status, 0, 'the status');
      const { roundTripTime } = second.completions[0]!;
      assert(
        roundTripTime! >= latency * 0.9,
        `its round-trip time is ${String(roundTripTime)}: the reply to the first`,
      );
    },
  },
  {
    name: 'a second reply of one responder is a duplicate',
    needs: ['lateReplies', 'duplicates', 'address: duplicates'],
    async run(session) {
      const before = session.driver.counters();
      const completions = await session.complete(session.address('duplicates'), { timeout: 100, lateWindow: 100 });
      const [outcome, ...rest] = completions;
      const end = rest.pop();
      assertEqual([outcome?.phase, outcome?.status, end?.phase], ['outcome', 0, 'end'], 'outcome, status and end');
      assert(rest.length > 0, 'there was no duplicate');
      for (const { phase, address } of rest)
        assertEqual([phase, address], ['duplicate', outcome?.address], 'the duplicate');
      const { received, duplicates } = session.driver.counters();
      assertEqual(duplicates - before.duplicates, rest.length, 'the counter duplicates');
      assertEqual(received - before.received, 1, 'the counter received');
    },
  },
  {
    name: 'a duplicate completes no other request',
    needs: ['address: duplicates', 'address: silent'],
    async run(session) {
      const address = session.address('duplicates');
      const handle = session.open();
      for (let i = 0; i < 5; i++) {
        const echo = session.send(handle, address, { timeout: 200, data: bytes(16, i), wantData: true });
        const silent = session.send(handle, session.address('silent'), { timeout: 50 });
        await session.ended(echo, silent);
        assertEqual(echo.completions.length, 1, 'the number of completions');
        assertSameBytes(echo.completions[0]!.data, bytes(16, i));
        assertEqual(silent.completions[0]!.status, IpStatus4.IP_REQ_TIMED_OUT, 'the status of the silent one');
      }
    },
  },
  {
    name: 'fewer bytes than were sent are a truncated reply',
    needs: ['address: truncates'],
    async run(session) {
      const { address, to } = session.address('truncates');
      const outcome = await session.outcome(address, { data: 32, wantData: true });
      assertEqual(outcome.status, 0, 'the status');
      assertEqual(outcome.dataSize, to, 'dataSize');
      assertEqual(outcome.data?.length, to, 'the length of data');
      assertEqual(outcome.truncated, true, 'truncated');
    },
  },
];

/** Bytes that differ with the seed. */
function bytes(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (seed * 37 + i * 11 + (i >> 8)) & 0xff);
}

function assertSameBytes(actual: Uint8Array | null, expected: Uint8Array): void {
  assert(actual !== null, 'there is no data');
  assertEqual(actual.length, expected.length, 'the length of data');
  const at = actual.findIndex((byte, i) => byte !== expected[i]);
  assert(at < 0, `byte ${at} of ${expected.length} has changed`);
}
