import { EchoFailedError, IcmpError, probe, throwIfFailed, type EchoReply } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { catchError, map, of, retry, tap } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { inVirtualTime, watch } from '../observables/virtual.ts';
import { itIsAnOperator } from './operatorContract.ts';

const value = (status: string, more: object = {}) =>
  ({ target: 'host.example', sequence: 3, status, responder: null, errorCode: null, ...more }) as EchoReply;
const replies = {
  s: value('success'),
  l: value('late'),
  d: value('duplicate'),
  k: value('skipped'),
  t: value('timed-out'),
};

describe('throwIfFailed', () => {
  itIsAnOperator(throwIfFailed(), [replies.s, replies.l, replies.s, replies.k, replies.s]);

  it.each([
    ['never', '-', '-', '^'],
    ['empty', '|', '|', '(^!)'],
    ['one success', '--s--|', '--s--|', '^----!'],
    ['many', '^-s-s-s-|', '--s-s-s-|', '^-------!'],
    ['what is no outcome', '-l-d-k-|', '-------|', '^------!'],
    ['a failure', '^--s--l--s--t--s---|', '---s-----s--#', '^-----------!'],
    ['an error of the source', '--s--#', '--s--!', '^----!'],
  ])('mirrors successes only: %s', (_name, marbles, expected, subscription) => {
    new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted)).run(
      ({ cold, hot, expectObservable, expectSubscriptions }) => {
        const sourceError = new Error('source');
        const source = marbles.startsWith('^') ? hot(marbles, replies) : cold(marbles, replies, sourceError);
        const error = expected.includes('!') ? sourceError : new EchoFailedError(replies.t as never);
        expectObservable(source.pipe(throwIfFailed())).toBe(expected.replace('!', '#'), replies, error);
        expectSubscriptions(source.subscriptions).toBe(subscription);
      },
    );
  });

  it('leaves with its subscriber', () => {
    new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted)).run(
      ({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('--s--s--s', replies);
        expectObservable(source.pipe(throwIfFailed()), '^---!').toBe('--s', replies);
        expectSubscriptions(source.subscriptions).toBe('^---!');
      },
    );
  });

  it('makes stock operators work on failures', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1', latency: [300, 300, 20] }] }, scheduler);
      const retried = probe('192.0.2.1', { driver, timeout: 100 }).pipe(throwIfFailed(), retry(2));
      const given = probe('192.0.2.9', { driver, timeout: 100 }).pipe(
        throwIfFailed(),
        catchError((error: EchoFailedError) => of(error.reply)),
      );
      const first = watch(retried, scheduler);
      const second = watch(given, scheduler);
      scheduler.flush();
      expect(first.lines).toEqual(['220 0 success', '220 complete']);
      expect(second.lines).toEqual(['100 0 timed-out', '100 complete']);
      expect(driver.counters().handles).toBe(0);
    });
  });

  it('does not swallow what is thrown further down', () => {
    inVirtualTime((scheduler) => {
      const broken = of(replies.s).pipe(
        throwIfFailed(),
        tap(() => {
          throw new Error('further down');
        }),
        map((reply) => reply as EchoReply),
      );
      expect(watch(broken, scheduler).lines).toEqual(['0 further down']);
    });
  });
});

describe('EchoFailedError', () => {
  it.each([
    [value('timed-out'), 'Probe 3 of host.example failed: timed-out.'],
    [
      value('destination-host-unreachable', { responder: '192.0.2.254' }),
      'Probe 3 of host.example failed: destination-host-unreachable by 192.0.2.254.',
    ],
    [value('not-resolved', { errorCode: 'ENOTFOUND' }), 'Probe 3 of host.example failed: not-resolved, ENOTFOUND.'],
  ])('%# says what failed', (reply, message) => {
    const error = new EchoFailedError(reply as never);
    expect(error).toBeInstanceOf(IcmpError);
    expect(error).toMatchObject({ name: 'EchoFailedError', code: 'ERR_ICMP_ECHO_FAILED', fix: null, message });
    expect(error.reply).toBe(reply);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'EchoFailedError',
      message,
      win32: null,
      code: 'ERR_ICMP_ECHO_FAILED',
      fix: null,
      reply,
    });
  });
});
