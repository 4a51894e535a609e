import type { AsyncContext } from '../asyncContext.ts';

/**
 * Whoever sends requests by the engine: the driver of a copy of this package. Whichever copy it is, the engine is one. A
 * request is an object of the caller's, of which the engine knows nothing.
 */
export interface EngineCaller {
  /** In which a request receives. Records that follow one another and have one context are delivered in one go. */
  contextOf(request: object): Pick<AsyncContext, 'runInAsyncScope'>;
  /** Takes the record at `offset`. After a final one the engine knows nothing of the request any more. */
  receive(request: object, view: DataView, bytes: Uint8Array, offset: number): void;
}
