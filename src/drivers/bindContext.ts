import { AsyncContext } from './asyncContext.ts';

/** A callback that runs in the asynchronous context of this call, whoever calls it. */
export function bindContext<A extends unknown[], R>(callback: (...args: A) => R): (...args: A) => R {
  const context = new AsyncContext();
  return (...args) => context.runInAsyncScope(callback, undefined, ...args);
}
