import { Subscriber, type Observer } from 'rxjs';
import type { Plan } from './plan.ts';
import { streamOf } from './streams.ts';
import type { World } from './world.ts';

/** Starts a run. It is over when the stream has ended or its subscriber has left. */
export function run(name: string, plan: Plan, world: World): void {
  for (const [at, acts] of plan.events) {
    world.at(at, () => acts.forEach((act) => world.do(act === 'throw' ? 'nothing' : act)));
  }
  const observer = {
    next: () => world.act(plan.inNext, 'next'),
    error: (error: unknown) => world.ended(error),
    complete: () => world.ended(),
  };
  const stream = streamOf(name, plan, world);
  if (plan.consumer === 'observer') stream.subscribe(observer);
  else stream.subscribe(new Raw(observer));
}

/** A Subscriber that RxJS does not wrap: what it throws comes back to its caller. */
class Raw extends Subscriber<unknown> {
  readonly #observer: Observer<unknown>;

  constructor(observer: Observer<unknown>) {
    super();
    this.#observer = observer;
  }

  protected override _next(value: unknown): void {
    this.#observer.next(value);
  }

  protected override _error(reason: unknown): void {
    this.unsubscribe();
    this.#observer.error(reason);
  }

  protected override _complete(): void {
    this.unsubscribe();
    this.#observer.complete();
  }
}
