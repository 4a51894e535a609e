import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { selectDriver } from '../../../src/drivers/platform.ts';
import { echoRequest } from '../../../src/icmpapi/echoRequest.ts';
import { IP_FLAG_DF } from '../../../src/icmpapi/ipFlags.ts';
import type { EchoCompletion, EchoRequest } from '../../../src/icmpapi/icmpapi.ts';
import { complete } from '../complete.ts';
import { completingBy } from '../../../src/testing/conformance/completingBy.ts';
import { doubleLog, type DoubleCall } from '../doubleLog.ts';
import { doubleHost } from '../doubleNetwork.ts';
import type { WindowsCase } from '../windowsCase.ts';

type Options = Partial<Omit<EchoRequest, 'destination'>>;

export interface DoubleSettings {
  readonly driver: 'addon' | 'koffi';
  readonly completion: 'event' | 'apc';
  readonly family: 4 | 6;
}

/** Cases that Wine cannot show, on the double of iphlpapi.dll: completed in one way, in one family. */
export function cases(settings: DoubleSettings): WindowsCase[] {
  const { completion, family } = settings;
  const driver = completingBy(selectDriver(settings.driver), completion);
  const host = (n: number) => doubleHost(family, n);
  const echo = (n: number, options: Options = {}) => complete(driver, family, host(n), options);
  const one = async (n: number, options: Options = {}): Promise<EchoCompletion> => {
    const all = await echo(n, options);
    assert.deepEqual(
      all.map(({ phase, final }) => [phase, final]),
      [['outcome', true]],
    );
    return all[0]!;
  };
  const sends = (): readonly DoubleCall[] => doubleLog().filter(({ call }) => call === 'send');
  const lastSend = async (options: Options): Promise<DoubleCall> => {
    await one(1, options);
    return sends().at(-1)!;
  };
  const refused = (n: number, status: number, errorNumber: number, errorCode: string): WindowsCase => ({
    name: `a call that fails with ${errorCode} (${errorNumber}) has IP_STATUS ${status}, and nothing was sent`,
    async run() {
      const { sent } = driver.counters();
      const outcome = await one(n, { reportSent: true });
      assert.deepEqual(
        [outcome.status, outcome.errorNumber, outcome.errorCode, outcome.address, outcome.roundTripTime],
        [status, errorNumber, errorCode, null, null],
      );
      assert.equal(driver.counters().sent, sent);
      const sync = driver.sendEcho2ExSync(driver.createFile(family), echoRequest(host(n)));
      assert.deepEqual(
        sync.map((each) => [each.status, each.errorNumber, each.final]),
        [[status, errorNumber, true]],
      );
    },
  });

  return [
    {
      name: 'the system has 4,096 requests at most; the rest waits, and its time-out starts when it is sent',
      pending: family === 6 ? 'both families have one queue' : undefined,
      limit: 60_000,
      async run() {
        const before = sends().length;
        const { sendWaits } = driver.counters();
        const handle = driver.createFile(family);
        let ended = 0;
        await new Promise<void>((resolve, reject) => {
          for (let i = 0; i < 5000; i++) {
            driver.sendEcho2Ex(handle, echoRequest(host(2), { timeout: 5000 }), ({ status }) => {
              if (status !== 11010) reject(new Error(`the status is ${status}`));
              if (++ended === 5000) resolve();
            });
          }
        });
        driver.closeHandle(handle);
        const most = Math.max(
          ...sends()
            .slice(before)
            .map(({ outstanding }) => outstanding),
        );
        // The double counts what it had before the call.
        assert.ok(most <= 4095, `there were ${most}`);
        assert.ok(most > 256, `there were ${most}`);
        assert.ok(driver.counters().sendWaits > sendWaits);
      },
    },
    {
      name: 'a call by event passes no APC, one by APC no event, and both together mean event',
      async run() {
        for (const [asked, mode, apcPassed] of [
          ['event', 'event', false],
          ['apc', 'apc', true],
          ['both', 'event', false],
        ] as const) {
          const handle = selectDriver(settings.driver).createFile(family);
          await new Promise<void>((resolve) => {
            const request = echoRequest(host(1), { completion: asked });
            selectDriver(settings.driver).sendEcho2Ex(handle, request, () => resolve());
          });
          const { mode: used, apcPassed: passed } = sends().at(-1)!;
          assert.deepEqual([used, passed], [mode, apcPassed]);
          selectDriver(settings.driver).closeHandle(handle);
        }
        driver.sendEcho2ExSync(driver.createFile(family), echoRequest(host(1)));
        assert.equal(sends().at(-1)!.mode, 'sync');
      },
    },
    {
      name: 'the API gets 50 ms more than the time-out and the late window',
      async run() {
        assert.equal((await lastSend({ timeout: 700 })).timeout, 750);
        assert.equal((await lastSend({ timeout: 10.5, lateWindow: 0 })).timeout, 61);
        await echo(1, { timeout: 100, lateWindow: 200 });
        assert.equal(sends().at(-1)!.timeout, 350);
        assert.equal((await lastSend({ timeout: 2 ** 32 - 2 })).timeout, 2 ** 32 - 2);
      },
    },
    {
      name: 'a source is passed, the unspecified one when there is none',
      async run() {
        const [any, local] = family === 4 ? ['0.0.0.0', '127.0.0.1'] : ['::', '::1'];
        assert.equal((await lastSend({})).source, any);
        assert.equal((await lastSend({ source: local })).source, local);
      },
    },
    {
      name: 'no options are passed when none are asked for, and never a TTL of 0',
      async run() {
        assert.deepEqual([(await lastSend({})).ttl, (await lastSend({})).flags], [null, null]);
        assert.equal((await lastSend({ tos: 8 })).ttl, 128);
        assert.equal((await lastSend({ ttl: 9 })).ttl, 9);
        assert.deepEqual(await lastSend({ flags: IP_FLAG_DF }).then(({ ttl, flags }) => [ttl, flags]), [128, 2]);
      },
    },
    {
      name: 'a reply buffer of the caller has the size that was asked for; one that is too small is a general failure',
      async run() {
        assert.equal((await lastSend({ replySize: 4096 })).replySize, 4096);
        const { status, errorCode } = await one(1, { data: 100, replySize: 100 });
        assert.deepEqual([status, errorCode], [11050, null]);
        for (const replySize of [1, 8, 27, 35]) {
          const tiny = await one(1, { replySize });
          assert.deepEqual([tiny.status, tiny.errorCode], [11050, null]);
        }
      },
    },
    {
      name: "don't fragment is honoured",
      async run() {
        const outcome = await one(12, { data: 1400, flags: IP_FLAG_DF });
        assert.deepEqual([outcome.status, outcome.errorCode], [11009, null]);
        assert.equal((await one(12, { data: 1400 })).status, 0);
        assert.equal((await one(12, { data: 1000, flags: IP_FLAG_DF })).status, 0);
      },
    },
    {
      name: 'a hop limit that runs out is told by the router',
      async run() {
        const outcome = await one(11, { ttl: 3 });
        assert.deepEqual([outcome.status, outcome.address, outcome.errorCode], [11013, host(9), null]);
        assert.ok(outcome.roundTripTime! >= 1);
        assert.equal((await one(11, { ttl: 4 })).status, 0);
      },
    },
    {
      name: "a router's refusal is one, whether the API counts it as a reply or not",
      async run() {
        for (const [n, status] of [
          [4, 11002],
          [10, 11003],
        ] as const) {
          const { received } = driver.counters();
          const outcome = await one(n);
          assert.deepEqual([outcome.status, outcome.address, outcome.errorCode], [status, host(9), null]);
          assert.deepEqual([outcome.icmpType, outcome.dataSize, outcome.data], [null, null, null]);
          assert.equal(driver.counters().received, received + 1);
          const sync = driver.sendEcho2ExSync(driver.createFile(family), echoRequest(host(n)));
          assert.deepEqual([sync[0]!.status, sync[0]!.address], [status, host(9)]);
        }
      },
    },
    refused(5, 11002, 1231, 'ERROR_NETWORK_UNREACHABLE'),
    refused(30, 11050, 87, 'ERROR_INVALID_PARAMETER'),
    refused(31, 11050, 998, 'ERROR_NOACCESS'),
    refused(32, 11050, 1214, 'ERROR_INVALID_NETNAME'),
    refused(33, 11003, 1232, 'ERROR_HOST_UNREACHABLE'),
    refused(34, 11004, 1233, 'ERROR_PROTOCOL_UNREACHABLE'),
    refused(35, 11005, 1234, 'ERROR_PORT_UNREACHABLE'),
    refused(36, 11050, 1784, 'ERROR_1784'),
    {
      name: 'a source that the API does not take is a refusal with ERROR_INVALID_NETNAME',
      pending:
        settings.driver === 'koffi'
          ? 'koffi asks nobody else, and throws'
          : family === 6
            ? 'of IPv6 this machine has one loopback address'
            : undefined,
      async run() {
        const { status, errorCode } = await one(1, { source: '127.0.0.2' });
        assert.deepEqual([status, errorCode], [11050, 'ERROR_INVALID_NETNAME']);
      },
    },
    {
      name: 'an I/O status is looked at before the buffer',
      async run() {
        const { status, errorNumber, errorCode } = await one(13);
        // A request by event has no I/O status, so a buffer that was not written to means that the system had no room.
        const expected =
          completion === 'apc' ? [11050, 87, 'ERROR_INVALID_PARAMETER'] : [11050, 8, 'ERROR_NOT_ENOUGH_MEMORY'];
        assert.deepEqual([status, errorNumber, errorCode], expected);
      },
    },
    {
      name: 'a buffer that was not written to is never a success',
      async run() {
        const outcome = await one(14);
        assert.deepEqual([outcome.status, outcome.errorCode], [11050, 'ERROR_NOT_ENOUGH_MEMORY']);
      },
    },
    {
      name: 'several replies are all delivered, the last one final; a second one of the same sender is a duplicate',
      pending: family === 6 ? 'the API hands over one' : undefined,
      async run() {
        const parts = (all: readonly EchoCompletion[]) =>
          all.map(({ phase, final, address, status, rttClock }) => [phase, final, address, status, rttClock]);
        assert.deepEqual(parts(await echo(24, { replySize: 4096 })), [
          ['outcome', false, host(22), 0, 'os-ms'],
          ['duplicate', false, host(22), 0, 'os-ms'],
          ['outcome', true, host(23), 0, 'os-ms'],
        ]);
        const { sent, foreign } = driver.counters();
        // An address that belongs to one host is no broadcast: replies of strangers are only counted.
        const unicast = await echo(21, { replySize: 4096 });
        assert.equal(driver.counters().sent, sent + 1);
        assert.deepEqual(unicast.map(({ address }) => address).filter((address) => address === host(21)).length, 2);
        assert.ok(driver.counters().foreign >= foreign);
      },
    },
    {
      name: 'there is room for everybody who answers to the broadcast address',
      pending: family === 6 ? 'IPv6 has none' : undefined,
      async run() {
        const all = await complete(driver, 4, '255.255.255.255');
        assert.equal(all.length, 40);
        assert.equal(new Set(all.map(({ address }) => address)).size, 40);
        assert.ok(all.every(({ phase, status }) => phase === 'outcome' && status === 0));
        assert.deepEqual([all.at(-1)!.final, all.filter(({ final }) => final).length], [true, 1]);
      },
    },
    {
      name: 'bytes that come back changed or fewer are told, and not without the proof',
      async run() {
        assert.equal((await one(16, { timeout: 200 })).altered, true);
        const short = await one(7, { wantData: true });
        assert.deepEqual([short.truncated, short.dataSize, short.data?.length], [true, 20, 20]);
        const { foreign, received } = driver.counters();
        assert.equal((await one(17, { timeout: 60 })).status, 11010);
        assert.equal((await one(17, { timeout: 60, data: Uint8Array.of(1, 2, 3) })).status, 11010);
        assert.deepEqual([driver.counters().foreign, driver.counters().received], [foreign + 2, received]);
      },
    },
    {
      name: "every byte of a caller's payload proves a reply; of the driver's own the cookie does",
      async run() {
        assert.equal((await one(40, { data: 300 })).altered, true);
        assert.equal((await one(40, { data: new Uint8Array(201), timeout: 60 })).status, 11010);
        assert.equal((await one(40, { data: new Uint8Array(200) })).status, 0);
      },
    },
    {
      name: 'an I/O status above 0 is no error, and the buffer tells the rest',
      async run() {
        const outcome = await one(41);
        assert.deepEqual([outcome.status, outcome.address, outcome.errorCode], [0, host(41), null]);
      },
    },
    {
      name: 'a lone request that the system has no room for is tried again for a while, and then not sent',
      async run() {
        const before = sends().length;
        const outcome = await one(42);
        assert.deepEqual([outcome.status, outcome.errorNumber], [11050, 8]);
        assert.ok(sends().length - before > 5, `${sends().length - before} tries`);
      },
    },
    {
      name: 'so is a synchronous call',
      run() {
        const before = sends().length;
        const { sent, sendWaits } = driver.counters();
        const sync = driver.sendEcho2ExSync(driver.createFile(family), echoRequest(host(42)));
        assert.deepEqual(
          sync.map((each) => [each.status, each.errorNumber, each.final]),
          [[11050, 8, true]],
        );
        const tries = sends().length - before;
        assert.ok(tries > 5, `${tries} tries`);
        assert.deepEqual([driver.counters().sent, driver.counters().sendWaits], [sent, sendWaits + tries - 1]);
      },
    },
    {
      name: 'requests that end with nothing written, or that have no room, hold up no other one',
      async run() {
        const order: string[] = [];
        const note = async (n: number): Promise<void> => {
          order.push(`${n} ${(await one(n)).status}`);
        };
        // A slow request is under way, so that the system may seem to be full.
        const slow = note(25);
        await Promise.all([...[14, 14, 14, 42, 42, 42].map(note), ...Array.from({ length: 500 }, () => note(1))]);
        assert.ok(
          order.slice(0, 500).every((each) => each === '1 0'),
          order.slice(0, 500).find((each) => each !== '1 0'),
        );
        assert.equal(order.filter((each) => each.endsWith(' 11050')).length, 6);
        await slow;
      },
    },
    {
      name: 'a request in the place of a cancelled one waits behind those that came before',
      pending: family === 6 ? 'both families have one queue' : undefined,
      limit: 60_000,
      async run() {
        const before = sends().length;
        const handle = driver.createFile(family);
        const full = driver.createFile(family);
        const send = (n: number, onEnd: () => void, of = handle) =>
          driver.sendEcho2Ex(of, echoRequest(host(n), { timeout: 5000 }), onEnd);
        for (let i = 0; i < 4096; i++) send(2, () => undefined, full);
        const cancelled = Array.from({ length: 20 }, () => send(1, () => assert.fail('it was cancelled')));
        const waiting = new Promise<void>((resolve) => send(3, resolve));
        await sleep(100);
        for (const each of cancelled) each.cancel();
        const late = Promise.all(Array.from({ length: 20 }, () => new Promise<void>((resolve) => send(19, resolve))));
        await Promise.all([waiting, late]);
        const order = sends()
          .slice(before)
          .map(({ destination }) => destination)
          .filter((destination) => destination !== host(2));
        assert.deepEqual(order, [host(3), ...Array.from({ length: 20 }, () => host(19))]);
        driver.closeHandle(handle);
        driver.closeHandle(full);
      },
    },
    {
      name: 'pointers that lead out of the reply buffer are not followed',
      pending: family === 6 ? 'its replies have none' : undefined,
      async run() {
        assert.equal((await one(18, { timeout: 60, wantData: true })).status, 11010);
        assert.equal((await one(18, { timeout: 60, data: 65_500, wantData: true })).status, 11010);
      },
    },
    {
      name: 'a request that the API never ends times out all the same, and another one is answered',
      async run() {
        const outcome = await one(15, { timeout: 50 });
        assert.equal(outcome.status, 11010);
        assert.equal((await one(1)).status, 0);
      },
    },
    {
      name: 'an event that is set a second time finds nobody',
      pending: completion === 'apc' ? 'there is none' : undefined,
      async run() {
        // Events are polled while there is a request.
        const other = one(19);
        const { foreign, received } = driver.counters();
        assert.equal((await one(26)).status, 0);
        assert.equal((await other).status, 0);
        assert.deepEqual([driver.counters().foreign, driver.counters().received], [foreign, received + 2]);
      },
    },
    {
      name: 'duplicates of a synchronous call are counted like all others',
      pending: family === 6 ? 'the API hands over one' : undefined,
      run() {
        const { duplicates, received } = driver.counters();
        const sync = driver.sendEcho2ExSync(driver.createFile(4), echoRequest(host(24), { replySize: 4096 }));
        assert.deepEqual(
          sync.map(({ phase, address }) => [phase, address]),
          [
            ['outcome', host(22)],
            ['duplicate', host(22)],
            ['outcome', host(23)],
          ],
        );
        assert.deepEqual([driver.counters().duplicates, driver.counters().received], [duplicates + 1, received + 2]);
      },
    },
    {
      name: 'a late reply is told as late, with its round-trip time',
      async run() {
        const all = await echo(19, { timeout: 60, lateWindow: 400 });
        assert.deepEqual(
          all.map(({ phase, status }) => [phase, status]),
          [
            ['outcome', 11010],
            ['late', 0],
            ['end', 11255],
          ],
        );
        assert.ok(all[1]!.roundTripTime! >= 150);
      },
    },
    {
      name: 'what the system completes after a cancel or a close finds its memory, and nobody',
      async run() {
        const handle = driver.createFile(family);
        const seen: EchoCompletion[] = [];
        // It answers after a second: a busy machine may take a while to send them all.
        const pending = Array.from({ length: 300 }, () =>
          driver.sendEcho2Ex(handle, echoRequest(host(25), { data: 2000 }), (each) => seen.push(each)),
        );
        await sleep(30);
        for (const each of pending.slice(0, 150)) each.cancel();
        driver.closeHandle(handle);
        await sleep(1200);
        assert.deepEqual(seen, []);
        assert.equal((await one(1)).status, 0);
      },
    },
    {
      name: 'no call is made with a handle that is closed or foreign, and the script of the double has no mistake',
      run() {
        assert.deepEqual(
          doubleLog().filter(({ error, mistake }) => error !== undefined || mistake !== undefined),
          [],
        );
      },
    },
  ];
}
