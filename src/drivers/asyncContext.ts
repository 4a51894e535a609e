import { AsyncResource } from 'node:async_hooks';

/** The asynchronous context in which it is made: what `AsyncLocalStorage` holds there, it holds in what runs in here. */
export class AsyncContext extends AsyncResource {
  constructor() {
    super('rxicmp');
  }

  /** @returns what `work` returns. */
  run<A, R>(work: (argument: A) => R, argument: A): R {
    return this.runInAsyncScope(work, undefined, argument);
  }
}
