import type { AsyncContext } from '../asyncContext.ts';

/**
 * Sends requests through the engine: the driver of one copy of this package. All copies share one engine. A request is
 * the caller's own object; the engine does not look into it.
 */
export interface EngineCaller {
  /** The context in which a request receives. Successive records with the same context are delivered together. */
  contextOf(request: object): Pick<AsyncContext, 'runInAsyncScope'>;
  /** Takes the record at `offset`. After a final record the engine has forgotten the request. */
  receive(request: object, view: DataView, bytes: Uint8Array, offset: number): void;
}
