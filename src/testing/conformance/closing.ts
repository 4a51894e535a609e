import type { IcmpHandle } from '../../icmpapi/icmpapi.ts';
import { assert } from './assert.ts';
import { assertEqual } from './assertEqual.ts';
import { Win32Error } from '../../wire/win32Errors.ts';
import { assertThrows } from './assertThrows.ts';
import type { ClauseCase } from './clauseCase.ts';

const { ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER } = Win32Error;

/** "`closeHandle` cancels what is in flight and never blocks. A second close, or a send on a closed handle, throws." */
export const closing: readonly ClauseCase[] = [
  {
    name: 'closing a handle cancels its requests',
    needs: ['address: silent'],
    async run(session) {
      const handle = session.open();
      const echoes = [session.address('answers'), session.address('silent')].map((address) =>
        session.send(handle, address, { timeout: 50, reportSent: true }),
      );
      session.close(handle);
      await session.sleep(120);
      for (const { completions } of echoes) assertEqual(completions.length, 0, 'the number of completions');
    },
  },
  {
    name: 'closing a handle leaves the requests of others alone',
    async run(session) {
      const handle = session.open();
      const other = session.send(session.open(), session.address('answers'));
      session.send(handle, session.address('answers'));
      session.close(handle);
      await session.ended(other);
      assertEqual(other.completions[0]!.status, 0, 'the status');
    },
  },
  {
    name: 'closing does not wait for requests in flight',
    needs: ['address: silent'],
    async run(session) {
      const handle = session.open();
      session.send(handle, session.address('silent'), { timeout: 60_000 });
      await session.sleep(20);
      const start = session.driver.now();
      session.close(handle);
      const took = session.driver.now() - start;
      assert(took < 5000, `closeHandle took ${took} ms`);
    },
  },
  {
    name: 'a second close throws',
    run(session) {
      const handle = session.open();
      session.close(handle);
      assertThrows(() => session.driver.closeHandle(handle), 'ERR_ICMP_HANDLE_CLOSED', ERROR_INVALID_HANDLE);
    },
  },
  {
    name: 'a send on a closed handle throws, and nothing is sent',
    async run(session) {
      const { sent } = session.driver.counters();
      const handle = session.open();
      session.close(handle);
      assertThrows(
        () => session.send(handle, session.address('answers')),
        'ERR_ICMP_HANDLE_CLOSED',
        ERROR_INVALID_PARAMETER,
      );
      await session.sleep(20);
      assertEqual(session.driver.counters().sent, sent, 'sent');
    },
  },
  {
    name: 'a handle knows its family and whether it is closed',
    run(session) {
      const handle = session.open();
      assertEqual(handle.family, session.fixture.family, 'the family');
      assertEqual(handle.closed, false, 'closed');
      session.close(handle);
      assertEqual(handle.closed, true, 'closed after the close');
    },
  },
  {
    name: 'a handle that this driver did not open is an argument error',
    run(session) {
      const strange: IcmpHandle = { family: session.fixture.family, closed: false };
      assertThrows(
        () => session.send(strange, session.address('answers')),
        'ERR_ICMP_ARGUMENT',
        ERROR_INVALID_PARAMETER,
        'handle',
      );
      assertThrows(() => session.driver.closeHandle(strange), 'ERR_ICMP_ARGUMENT', ERROR_INVALID_HANDLE, 'handle');
    },
  },
  {
    name: 'a family that does not exist is an argument error',
    run(session) {
      assertThrows(() => session.driver.createFile(5 as never), 'ERR_ICMP_ARGUMENT', ERROR_INVALID_PARAMETER, 'family');
    },
  },
];
