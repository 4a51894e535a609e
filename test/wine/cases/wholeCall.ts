import assert from 'node:assert/strict';
import { diagnose, ping, probe, sweep, type EchoReply, type ProbeOptions, type ReplyData } from 'rxicmp';
import { encodeIpOptions } from 'rxicmp/icmpapi';
import { lastValueFrom, toArray, type Observable } from 'rxjs';
import { doubleLog } from '../doubleLog.ts';
import type { WindowsCase } from '../windowsCase.ts';

export interface WholeCallSettings {
  readonly driver: 'addon' | 'koffi';
  readonly family: 4 | 6;
  /** Answers. */
  readonly host: string;
  /** The double of iphlpapi.dll writes down how it was called. */
  readonly onDouble: boolean;
}

const bytes = Uint8Array.of(1, 2, 3, 4, 5);

/** All of IcmpSendEcho2Ex from streams, by event and by APC in one process. */
export function cases({ driver, family, host, onDouble }: WholeCallSettings): readonly WindowsCase[] {
  const least = (family === 4 ? 40 : 36) + bytes.length;
  const usual = { driver, timeout: 2000, payload: bytes, replyData: true } as const;
  const streams: Record<string, (options: ProbeOptions<true>) => Observable<EchoReply & ReplyData>> = {
    probe: (options) => probe(host, { ...usual, ...options }),
    ping: (options) => ping(host, { ...usual, count: 3, interval: 250, ...options }),
    sweep: (options) => sweep([host, host, host], { ...usual, ...options }),
  };
  const all = (name: string, options: ProbeOptions<true>): Promise<(EchoReply & ReplyData)[]> =>
    lastValueFrom(streams[name]!(options).pipe(toArray()));
  const sends = () => doubleLog().filter(({ call }) => call === 'send');
  const noDouble = onDouble ? undefined : 'Wine does not tell how it was called';

  return [
    ...['probe', 'ping', 'sweep'].flatMap((name) =>
      (['event', 'apc'] as const).map((completion) => ({
        name: `${name} by ${completion} succeeds, and has what came back`,
        async run() {
          const before = onDouble ? sends().length : 0;
          const replies = await all(name, { completion });
          assert.equal(replies.length, name === 'probe' ? 1 : 3);
          for (const { status, data, ipOptions } of replies) {
            assert.deepEqual([status, data, ipOptions], ['success', bytes, null]);
          }
          if (!onDouble) return;
          const calls = sends().slice(before);
          assert.deepEqual(
            calls.map(({ mode, apcPassed }) => [mode, apcPassed]),
            calls.map(() => [completion, completion === 'apc']),
          );
        },
      })),
    ),
    {
      name: 'by event and by APC at the same time, each probe by its own',
      async run() {
        const before = onDouble ? sends().length : 0;
        const ways = (['event', 'apc'] as const).flatMap((completion) =>
          Object.keys(streams).map((name) => all(name, { completion })),
        );
        const replies = (await Promise.all(ways)).flat();
        assert.deepEqual(
          replies.map(({ status }) => status),
          Array.from({ length: 14 }, () => 'success'),
        );
        if (!onDouble) return;
        const modes = sends().slice(before);
        for (const mode of ['event', 'apc']) assert.equal(modes.filter((one) => one.mode === mode).length, 7);
      },
    },
    {
      name: 'a reply buffer that fits to the byte is passed, and one without that byte an error before anything is sent',
      pending: noDouble,
      async run() {
        for (const completion of ['event', 'apc'] as const) {
          const [reply] = await all('probe', { completion, replySize: least });
          assert.deepEqual([reply!.status, reply!.data], ['success', bytes]);
          assert.equal(sends().at(-1)!.replySize, least);
          const before = sends().length;
          const error = { argument: 'replySize', win32: { name: 'IP_GENERAL_FAILURE', number: 11050 } };
          await assert.rejects(all('probe', { completion, replySize: least - 1 }), error);
          assert.equal(sends().length, before);
        }
      },
    },
    {
      name: 'IP options are passed, and those of the reply come back',
      pending: family === 6 ? 'IPv6 has none' : onDouble ? undefined : 'Wine sends no IP options',
      async run() {
        const ipOptions = encodeIpOptions([{ kind: 'record-route', addresses: [], room: 2 }]);
        for (const completion of ['event', 'apc'] as const) {
          const [reply] = await all('probe', { completion, ipOptions });
          assert.deepEqual([reply!.status, reply!.ipOptions?.[0]?.kind], ['success', 'record-route']);
        }
      },
    },
    {
      name: 'the diagnosis tells that there is a choice',
      async run() {
        assert.deepEqual((await diagnose(driver)).completions, ['event', 'apc']);
      },
    },
  ];
}
