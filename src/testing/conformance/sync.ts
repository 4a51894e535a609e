import { echoRequest } from '../../icmpapi/echoRequest.ts';
import { IpStatus4 } from '../../wire/status.ts';
import { assert } from './assert.ts';
import { assertEqual } from './assertEqual.ts';
import { Win32Error } from '../../wire/win32Errors.ts';
import { assertThrows } from './assertThrows.ts';
import type { ClauseCase } from './clauseCase.ts';

const { ERROR_INVALID_PARAMETER } = Win32Error;

/** "`sendEcho2ExSync` sends an echo request and blocks this thread until it has ended." */
export const sync: readonly ClauseCase[] = [
  {
    name: 'returns the reply',
    needs: ['sync'],
    run(session) {
      const request = echoRequest(session.address('answers'), {
        reportSent: true,
        data: Uint8Array.of(1, 2, 3),
        wantData: true,
      });
      const completions = session.driver.sendEcho2ExSync(session.open(), request);
      assertEqual(completions.length, 1, 'the number of completions');
      const [reply] = completions;
      assertEqual([reply?.phase, reply?.final, reply?.status], ['outcome', true, 0], 'phase, final and status');
      assertEqual(reply?.address, session.address('answers'), 'the address');
      assertEqual(reply?.data, Uint8Array.of(1, 2, 3), 'data');
    },
  },
  {
    name: 'blocks until the time-out, not shorter, and ignores notBefore and lateWindow',
    needs: ['sync', 'address: silent'],
    run(session) {
      const start = session.driver.now();
      const request = echoRequest(session.address('silent'), {
        timeout: 60,
        lateWindow: 60_000,
        notBefore: start + 60_000,
      });
      const completions = session.driver.sendEcho2ExSync(session.open(), request);
      const took = session.driver.now() - start;
      assertEqual(
        completions.map(({ phase, final, status }) => [phase, final, status]),
        [['outcome', true, IpStatus4.IP_REQ_TIMED_OUT]],
        'phase, final and status',
      );
      assert(took >= 60 && took < 5000, `it took ${took} ms`);
    },
  },
  {
    name: 'returns what the system refused to send',
    needs: ['sync', 'address: noRoute'],
    run(session) {
      const { address, status, errorCode } = session.address('noRoute');
      const completions = session.driver.sendEcho2ExSync(session.open(), echoRequest(address));
      assertEqual(
        completions.map((one) => [one.status, one.errorCode]),
        [[status, errorCode]],
        'status and errorCode',
      );
    },
  },
  {
    name: 'throws for an argument and for a closed handle',
    needs: ['sync'],
    run(session) {
      const handle = session.open();
      const { driver } = session;
      const destination = session.address('answers');
      assertThrows(
        () => driver.sendEcho2ExSync(handle, echoRequest(destination, { ttl: 256 })),
        'ERR_ICMP_ARGUMENT',
        ERROR_INVALID_PARAMETER,
        'ttl',
      );
      session.close(handle);
      assertThrows(
        () => driver.sendEcho2ExSync(handle, echoRequest(destination)),
        'ERR_ICMP_HANDLE_CLOSED',
        ERROR_INVALID_PARAMETER,
      );
    },
  },
  {
    name: 'delivers nothing for other requests while it blocks, and loses nothing',
    needs: ['sync', 'address: silent'],
    async run(session) {
      const handle = session.open();
      const echo = session.send(handle, session.address('answers'));
      session.driver.sendEcho2ExSync(handle, echoRequest(session.address('silent'), { timeout: 60 }));
      assertEqual(echo.completions.length, 0, 'the number of completions during the call');
      await session.ended(echo);
      assertEqual(echo.completions[0]!.status, 0, 'the status');
    },
  },
];
