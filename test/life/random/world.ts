import { IcmpArgumentError, type EchoOutcome } from 'rxicmp';
import type { EchoRequest, IcmpDriver, LookupFailure } from 'rxicmp/icmpapi';
import { BehaviorSubject, Subject, type SchedulerLike, type Subscription } from 'rxjs';
import { IcmpSystemError } from '../../../src/errors.ts';
import { windowsError } from '../../../src/wire/windowsError.ts';
import { Win32Error } from '../../../src/wire/win32Errors.ts';
import { withMembers } from '../../unit/observables/virtual.ts';
import { names, type Act, type Fault, type Plan } from './plan.ts';

/** What is thrown on purpose. */
export class Boom extends Error {}

/** What surrounds a stream in one run: a driver with faults, what a user may change, and what the user's functions do. */
export class World {
  readonly driver: IcmpDriver;
  readonly scheduler: SchedulerLike;
  readonly lists: BehaviorSubject<readonly string[] | string>;
  readonly paused: BehaviorSubject<boolean>;
  readonly period: BehaviorSubject<number>;
  readonly left = new Subject<void>();
  readonly signal = new Signal();
  /** From then on nothing may be called any more. */
  isOver = false;
  /** What was called after that. */
  readonly calledTooLate: string[] = [];
  /** Error notifications. */
  readonly errors: unknown[] = [];
  /** Handles, requests, look-ups and iterators that are open. */
  readonly open = { handles: 0, requests: 0, lookups: 0, iterators: 0 };
  readonly #plan: Plan;
  readonly #scripts = new Map<readonly Act[], Act[]>();
  readonly #lookups: Plan['lookups'][number][];

  constructor(plan: Plan, driver: IcmpDriver, scheduler: SchedulerLike) {
    this.#plan = plan;
    this.scheduler = scheduler;
    this.lists = new BehaviorSubject<readonly string[] | string>(plan.list);
    this.paused = new BehaviorSubject<boolean>(plan.isPaused);
    this.period = new BehaviorSubject<number>(plan.interval);
    this.#lookups = [...plan.lookups];
    this.driver = this.#faulty(driver);
  }

  /** Does something later, unless it is over then. */
  at(time: number, work: () => void): void {
    this.scheduler.schedule(() => {
      if (!this.isOver) work();
    }, time);
  }

  /** The stream has told its end. */
  ended(error?: unknown): void {
    if (this.isOver) this.calledTooLate.push('the end');
    this.isOver = true;
    if (error !== undefined) this.errors.push(error);
  }

  /** The run is over, whatever the stream does. */
  end(): void {
    this.left.next();
    if (!this.isOver) this.calledTooLate.push('the stream has not ended');
  }

  /** Calls a function of the user, which does what comes next in its script. */
  act(script: readonly Act[], where: string): void {
    if (this.isOver) this.calledTooLate.push(where);
    let acts = this.#scripts.get(script);
    if (acts === undefined) this.#scripts.set(script, (acts = [...script]));
    this.do(acts.shift() ?? 'nothing');
  }

  do(act: Act): void {
    if (act === 'throw') throw new Boom();
    if (act === 'unsubscribe') this.left.next();
    else if (act === 'abort') this.signal.abort();
    else if (act === 'pause' || act === 'resume') this.paused.next(act === 'pause');
    else if (act === 'period') this.period.next(this.period.value === 20 ? this.#plan.interval : 20);
    else if (typeof act !== 'string') this.lists.next(act);
  }

  /** A policy whose functions act. */
  get retry() {
    const { retry, inWhen, inDelay } = this.#plan;
    if (retry === null) return undefined;
    const { count, emit, wait } = retry;
    return {
      count,
      emit,
      when: ({ status }: EchoOutcome<unknown>) => {
        this.act(inWhen, 'when');
        return status !== 'success';
      },
      delay: () => {
        this.act(inDelay, 'delay');
        return wait;
      },
    };
  }

  /** An iterable over targets whose iterator acts. */
  iterable(targets: readonly string[]): Iterable<string> {
    const { inSource, inReturn } = this.#plan;
    return {
      [Symbol.iterator]: () => {
        const rest = [...targets];
        let isOpen = true;
        this.open.iterators++;
        const close = (): void => {
          if (isOpen) this.open.iterators--;
          isOpen = false;
        };
        return {
          next: () => {
            try {
              this.act(inSource, 'next of an iterator');
            } catch (error) {
              close();
              throw error;
            }
            const value = rest.shift();
            if (value !== undefined) return { value };
            close();
            return { done: true, value };
          },
          return: () => {
            close();
            this.do(inReturn);
            return { done: true, value: undefined };
          },
        };
      },
    };
  }

  /** The same, of promises. */
  asyncIterable(targets: readonly string[]): AsyncIterable<string> {
    const iterable = this.iterable(targets);
    return {
      [Symbol.asyncIterator]: () => {
        const iterator = iterable[Symbol.iterator]();
        return {
          next: async () => iterator.next(),
          // This method does not throw in the call: that is a case of its own.
          return: () => Promise.resolve(iterator.return!()),
        };
      },
    };
  }

  /** What is left when the stream has ended: only things that should not be there. */
  leftovers(): object {
    const { lists, paused, period, left, signal, calledTooLate, open } = this;
    const observed = { lists, paused, period, left };
    const found = {
      ...open,
      listeners: signal.listeners,
      calledTooLate: calledTooLate.join(),
      observed: Object.entries(observed).flatMap(([name, subject]) => (subject.observed ? [name] : [])),
    };
    return Object.fromEntries(
      Object.entries(found).filter(([, value]) => String(value) !== '0' && String(value) !== ''),
    );
  }

  #faulty(driver: IcmpDriver): IcmpDriver {
    const opening = [...this.#plan.opening];
    const sending = [...this.#plan.sending];
    const { open } = this;
    return withMembers(driver, {
      createFile: (family, ownContext) => {
        if (this.isOver) this.calledTooLate.push('createFile');
        fail(opening.shift());
        const handle = driver.createFile(family, ownContext);
        open.handles++;
        return handle;
      },
      closeHandle: (handle) => {
        driver.closeHandle(handle);
        open.handles--;
      },
      sendEcho2Ex: (handle, request, onCompletion) => {
        if (this.isOver) this.calledTooLate.push('sendEcho2Ex');
        fail(sending.shift(), request);
        return driver.sendEcho2Ex(handle, request, onCompletion);
      },
      lookup: (name, family, onResult, onWaiting) => {
        if (this.isOver) this.calledTooLate.push('lookup');
        return this.#lookUp(name, family, onResult, onWaiting);
      },
    });
  }

  #lookUp(
    name: string,
    family: 4 | 6 | null,
    onResult: (result: readonly string[] | LookupFailure) => void,
    onWaiting: (waits: boolean) => void = () => undefined,
  ): () => void {
    const { after, result, waits } = this.#lookups.shift() ?? { after: 0, result: 'found', waits: false };
    const { open } = this;
    open.lookups++;
    let task: Subscription | null = null;
    const end = (): void => {
      if (task !== null) open.lookups--;
      task?.unsubscribe();
      task = null;
    };
    const found = (): void => {
      end();
      const isRight = (address: string): boolean => family === null || address.includes(':') === (family === 6);
      const addresses = result === 'found' ? (names[name] ?? []).filter(isRight) : [];
      onResult(addresses.length > 0 ? addresses : { code: result === 'fails' ? 'EAI_AGAIN' : 'ENOTFOUND' });
    };
    const ask = (): void => {
      // What is never answered is asked until somebody abandons it.
      const delay = result === 'never' ? 1e6 : after;
      task = this.scheduler.schedule(found, delay);
    };
    if (waits) {
      onWaiting(true);
      task = this.scheduler.schedule(() => {
        ask();
        onWaiting(false);
      }, 2);
    } else {
      ask();
    }
    return end;
  }
}

/** An `AbortSignal` that knows how many listen. */
class Signal {
  aborted = false;
  readonly #listeners = new Set<() => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of this.#listeners) listener();
  }
}

function fail(fault: Fault | undefined, request?: EchoRequest): void {
  if (fault === 'broken') throw new Boom();
  if (fault === 'busy') {
    throw new IcmpSystemError('EMFILE', 'no more files', null, windowsError(Win32Error.ERROR_NOT_ENOUGH_MEMORY));
  }
  if (fault === 'gone' && request !== undefined) {
    throw new IcmpArgumentError('destination', request.destination, 'an address that is here', 'wait for it.');
  }
}
