// A service class as Nest or Angular has them.
import { probe, reachability, sweepEvery, type Transition } from 'rxicmp';
import { BehaviorSubject, firstValueFrom, Subject, takeUntil, type Observable } from 'rxjs';

/** As a service of Nest or Angular: it starts with the application, ends with it, and offers streams. */
class PingService {
  readonly #targets = new BehaviorSubject<readonly string[]>([]);
  readonly #ended = new Subject<void>();
  readonly #transitions = new Subject<Transition>();
  readonly transitions: Observable<Transition> = this.#transitions.asObservable();

  onModuleInit(): void {
    this.#targets
      .pipe(sweepEvery(100), reachability(), takeUntil(this.#ended))
      .subscribe((transition) => this.#transitions.next(transition));
  }

  onModuleDestroy(): void {
    this.#ended.next();
    this.#transitions.complete();
  }

  watch(...targets: readonly string[]): void {
    this.#targets.next(targets);
  }

  async isAlive(target: string): Promise<boolean> {
    return (await firstValueFrom(probe(target))).status === 'success';
  }
}

const service = new PingService();
service.onModuleInit();
console.log('alive:', await service.isAlive('127.0.0.1'));
service.watch('127.0.0.1');
const { target, to } = await firstValueFrom(service.transitions);
console.log(`${target} is ${to}`);
service.onModuleDestroy();

// Output:
// alive: true
// 127.0.0.1 is up
