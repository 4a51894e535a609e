import { bindContext } from '#platform';
import { type Observable, type Observer, Subscription } from 'rxjs';
import type { ProbeTaker } from './probeSource.ts';
import { Queue } from '../pacer/queue.ts';
import { NOTHING, type TargetReader } from './targetReader.ts';

/** Keeps the targets that an Observable emits until they are asked for: an Observable cannot be told to wait. */
export class ObservableReader extends Subscription implements TargetReader, Observer<unknown> {
  readonly #source: Observable<unknown>;
  readonly #queue = new Queue<unknown>();
  #taker: ProbeTaker | null = null;
  #completed = false;
  /** The source may emit in any asynchronous context; the sweep goes on in the context of its subscription. */
  readonly #pump = bindContext(() => this.#taker!.pump());
  readonly #fail = bindContext((reason: unknown) => this.#taker!.fail(reason));

  constructor(source: Observable<unknown>) {
    super();
    this.#source = source;
  }

  get done(): boolean {
    return this.#completed && this.#queue.length === 0;
  }

  start(taker: ProbeTaker): void {
    this.#taker = taker;
    taker.subscription.add(this);
    // RxJS takes this object as a Subscriber. So a source that emits within `subscribe` can be unsubscribed there.
    this.#source.subscribe(this);
  }

  take(): unknown {
    return this.#queue.length === 0 ? NOTHING : this.#queue.shift();
  }

  next(target: unknown): void {
    if (this.closed) return;
    this.#queue.push(target);
    this.#pump();
  }

  error(reason: unknown): void {
    if (!this.closed) this.#fail(reason);
  }

  complete(): void {
    if (this.closed) return;
    this.#completed = true;
    this.#pump();
    this.unsubscribe();
  }
}
