import type { AsyncContext } from '../asyncContext.ts';

/** A request in flight as the engine sees it. Whichever copy of this package made it, the engine is one. */
export interface EngineRequest {
  /** Given by the engine, which tells by both which records are the request's. */
  slot: number;
  generation: number;
  readonly family: 4 | 6;
  /** It keeps the process alive. */
  holds: boolean;
  /** The context in which it receives. Records that follow one another and have one context are delivered in one go. */
  readonly context: Pick<AsyncContext, 'runInAsyncScope'>;
  /** Takes the record at `offset`. After a final one the engine knows nothing of the request any more. */
  receive(view: DataView, bytes: Uint8Array, offset: number): void;
}
