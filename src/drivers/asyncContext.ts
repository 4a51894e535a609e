import { AsyncResource } from 'node:async_hooks';

/** Keeps the asynchronous context in which it is made. What runs in it sees the `AsyncLocalStorage` of that context. */
export class AsyncContext extends AsyncResource {
  constructor() {
    super('rxicmp');
  }

  /** @returns what `work` returns. */
  run<A, R>(work: (argument: A) => R, argument: A): R {
    return this.runInAsyncScope(work, undefined, argument);
  }
}
