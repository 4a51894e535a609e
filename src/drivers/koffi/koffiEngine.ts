import type { EchoCompletion } from '../../icmpapi/icmpapi.ts';
import { IpStatus4 } from '../../wire/status.ts';
import { Win32Error } from '../../wire/win32Errors.ts';
import { Backlog } from './backlog.ts';
import { blockingEcho } from './blockingEcho.ts';
import { Deadlines } from './deadlines.ts';
import { type EchoMemory, EchoMemoryPool, hasNoRoom } from './echoMemory.ts';
import { EchoCredit } from './echoCredit.ts';
import { engineCounters } from './engineCounters.ts';
import { type BufferAnswer, readAnswer } from './echoRecords.ts';
import type { WindowsApi } from './iphlpapi.ts';
import { refused, unanswered } from './koffiCompletion.ts';
import type { KoffiEcho, KoffiHandle } from './koffiEcho.ts';
import { type EndedEcho, NativeEchoes } from './nativeEchoes.ts';
import { isFull } from './isFull.ts';
import { PollTimer } from './pollTimer.ts';

/** The longest pause between two looks, in milliseconds. While nothing ends, pauses double up to here. */
const LONGEST_LOOK = 8;
/** Milliseconds for which the memory of a request may be kept after the system was done with it. */
const SWEEP = 1000;
/** Longer delays overflow Node's timers, and would fire at once. */
const MAX_DELAY = 2 ** 31 - 1;

/** Sends the requests of one environment, and collects what comes of them on one timer. */
export class KoffiEngine {
  readonly counters = engineCounters();
  readonly #api: WindowsApi;
  readonly #pool: EchoMemoryPool;
  readonly #native: NativeEchoes<KoffiEcho>;
  readonly #backlog = new Backlog();
  readonly #deadlines = new Deadlines<KoffiEcho>();
  readonly #credit: EchoCredit;
  readonly #timer = new PollTimer(() => this.#turn());
  /** Completions that were decided outside a turn of the timer. The next turn delivers them. */
  #ready: (readonly [KoffiEcho, EchoCompletion])[] = [];
  #look = 1;

  constructor(api: WindowsApi) {
    this.#api = api;
    this.#pool = new EchoMemoryPool(api);
    this.#native = new NativeEchoes(api);
    this.#credit = new EchoCredit(this.counters, this.#deadlines, (echo) => this.#end(echo));
  }

  now(): number {
    return performance.now();
  }

  /** @returns 0, or the Win32 error with which the system refused it at once; `refuse` makes an outcome of that. */
  submit(echo: KoffiEcho): number {
    this.#admit(echo);
    if (!this.#backlog.isOpen(this.#native.count)) {
      this.counters.sendWaits++;
      this.#backlog.add(echo);
      return 0;
    }
    const error = this.#handOver(echo);
    if (error === 0 || (isFull(error) && this.#triesAgain(echo))) return 0;
    this.#end(echo);
    return error;
  }

  /** Makes an outcome of an error of `submit`. */
  refuse(echo: KoffiEcho, error: number): void {
    this.#admit(echo);
    echo.stamp();
    this.#ready.push([echo, refused(echo, error)]);
  }

  /** Sends a request and blocks until it has ended. @returns the Win32 error with which it was refused, or 0. */
  sync(echo: KoffiEcho): number {
    return blockingEcho(echo, this.#api, this.#pool, this.counters);
  }

  /** Forgets a request. Its memory stays until the system is done with it. */
  drop(echo: KoffiEcho): void {
    if (echo.state === 'ended') return;
    this.#end(echo);
    this.#schedule();
  }

  /** Closes a handle in the system once the system holds no request of it: `IcmpCloseHandle` blocks until then. */
  closeWhenIdle(handle: KoffiHandle): void {
    if (!handle.closed || handle.inSystem > 0 || handle.native === null) return;
    this.#api.IcmpCloseHandle(handle.native);
    handle.native = null;
  }

  #admit(echo: KoffiEcho): void {
    echo.state = 'queued';
    this.counters.outstanding++;
    echo.handle.echoes.add(echo);
    if (echo.holds) this.#timer.hold();
    this.#look = 1;
    this.#timer.within(1);
  }

  #end(echo: KoffiEcho): void {
    echo.state = 'ended';
    this.counters.outstanding--;
    echo.handle.echoes.delete(echo);
    this.#deadlines.remove(echo);
    if (echo.holds) this.#timer.letGo();
  }

  /** Gives a request to the system. @returns 0, or the Win32 error with which the system refused it. */
  #handOver(echo: KoffiEcho): number {
    const { handle, request } = echo;
    const memory = this.#pool.take(handle.family, request, echo.scopeId, echo.sourceScopeId);
    if (memory === null) return Win32Error.ERROR_NOT_ENOUGH_MEMORY;
    echo.stamp();
    const error = this.#native.start(echo, handle.native!, memory, echo.apiTimeout, request.completion);
    if (error !== 0) {
      this.#pool.release(memory);
      return error;
    }
    handle.inSystem++;
    echo.memory = memory;
    echo.state = 'sent';
    this.counters.sent++;
    this.#deadlines.add(echo, echo.sentAt + request.timeout);
    if (request.reportSent && !echo.toldSent) this.#ready.push([echo, unanswered(echo, 'sent', false)]);
    echo.toldSent = true;
    if (!echo.holds) {
      echo.holds = true;
      this.#timer.hold();
    }
    return 0;
  }

  /** Collects answers before it looks at the time: a busy thread must not time out a request that was answered. */
  #turn(): void {
    this.counters.wakeUps++;
    const ended = this.#native.collect();
    this.#look = ended.length > 0 ? 1 : Math.min(this.#look * 2, LONGEST_LOOK);
    const ready = this.#ready;
    this.#ready = [];
    for (const [echo, completion] of ready) this.#credit.deliver(echo, completion);
    for (const one of ended) this.#settle(one);
    const now = this.now();
    for (let echo = this.#deadlines.take(now); echo !== null; echo = this.#deadlines.take(now)) {
      if (echo.state !== 'pausing') this.#credit.expire(echo);
      else this.#backlog.resume(echo);
    }
    this.#advance();
    this.#schedule();
  }

  #settle({ owner: echo, status, information }: EndedEcho<KoffiEcho>): void {
    const { handle } = echo;
    const memory = echo.memory!;
    echo.memory = null;
    handle.inSystem--;
    const answer =
      (status | 0) >= 0
        ? readAnswer(this.#api, memory, information, null)
        : { error: this.#api.RtlNtStatusToDosError(status) };
    this.#conclude(echo, memory, answer);
    this.#pool.release(memory);
    this.closeWhenIdle(handle);
  }

  #conclude(echo: KoffiEcho, memory: EchoMemory, answer: BufferAnswer): void {
    if ('records' in answer) return this.#credit.take(echo, memory, answer.records);
    const { error } = answer;
    // Our own clock decides when the time is out.
    if (error === IpStatus4.IP_REQ_TIMED_OUT || echo.state !== 'sent') return;
    if (isFull(error)) {
      this.#takeBack(echo);
      if (this.#triesAgain(echo)) return;
      return this.#credit.deliver(echo, refused(echo, error));
    }
    if (error === IpStatus4.IP_GENERAL_FAILURE && hasNoRoom(memory)) {
      return this.#credit.deliver(echo, { ...unanswered(echo, 'outcome', true), status: error });
    }
    this.#takeBack(echo);
    this.#credit.deliver(echo, refused(echo, error));
  }

  /** Takes back that a request was sent: the system has refused it after all. */
  #takeBack(echo: KoffiEcho): void {
    this.#deadlines.remove(echo);
    echo.state = 'queued';
    this.counters.sent--;
  }

  /** Gives the requests that waited for room to the system. */
  #advance(): void {
    for (let echo; (echo = this.#backlog.take(this.#native.count, this.now())) !== undefined;) {
      const error = this.#handOver(echo);
      if (error === 0 || (isFull(error) && this.#triesAgain(echo))) continue;
      echo.stamp();
      this.#credit.deliver(echo, refused(echo, error));
    }
  }

  /** The system has no room for a request. @returns false when it was tried for long enough. */
  #triesAgain(echo: KoffiEcho): boolean {
    const now = this.now();
    const pause = this.#backlog.pause(echo, this.#native.count, now);
    this.counters.sendWaits++;
    if (pause !== null && pause > 0) this.#deadlines.add(echo, now + pause);
    return pause !== null;
  }

  #schedule(): void {
    if (this.counters.outstanding > 0) {
      const wait = this.#ready.length > 0 ? 1 : Math.max(1, Math.ceil(this.#deadlines.next - this.now()));
      const looks = this.#native.count > 0 || !this.#backlog.isEmpty;
      return this.#timer.in(Math.min(wait, looks ? this.#look : MAX_DELAY));
    }
    this.#backlog.clear();
    this.#ready = [];
    this.#timer.stop();
    // No stream waits for requests that only the system still holds. But their memory must be freed even when no other
    // request comes.
    let first = Infinity;
    for (const { sentAt, apiTimeout } of this.#native.owners()) first = Math.min(first, sentAt + apiTimeout);
    if (first < Infinity) this.#timer.in(Math.min(Math.max(0, first - this.now()) + SWEEP, MAX_DELAY));
  }
}
