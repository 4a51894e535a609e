import { bindContext } from '#platform';
import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { checkBoolean } from '../checks/checkBoolean.ts';
import { checkOptions } from '../checks/checkOptions.ts';
import { checkCallback } from '../icmpapi/checkCallback.ts';
import { checkEchoRequest } from '../icmpapi/checkEchoRequest.ts';
import { checkFamily } from '../icmpapi/checkFamily.ts';
import { HandedOut, ownHandle } from '../icmpapi/handedOut.ts';
import type {
  DriverCounters,
  DriverDiagnosis,
  DriverFeature,
  EchoCompletion,
  EchoRequest,
  IcmpDriver,
  IcmpHandle,
  LookupFailure,
  PendingEcho,
} from '../icmpapi/icmpapi.ts';
import { unsupported } from '../icmpapi/unsupported.ts';
import { departure } from './simulatedNetwork/departure.ts';
import { Fates } from './simulatedNetwork/fates.ts';
import { HeldBack } from './simulatedNetwork/heldBack.ts';
import type { NetworkEvent } from './networkEvent.ts';
import { parseScenario } from './parseScenario.ts';
import type { Scenario } from './scenario.ts';
import { SimulatedCounters } from './simulatedNetwork/simulatedCounters.ts';
import type { SimulatedEcho, SimulatedHandle } from './simulatedNetwork/simulatedEcho.ts';
import { Playback } from './simulatedNetwork/playback.ts';
import { SimulatedMachine } from './simulatedNetwork/simulatedMachine.ts';
import { Timeline } from './simulatedNetwork/timeline.ts';

/** How a network is simulated. */
export interface SimulatedNetworkOptions {
  /** Default true; false leaves `log` empty, for a network that runs for long. */
  readonly log?: boolean | undefined;
}

/**
 * A network in memory with the contract of the real drivers. It knows no time but its scheduler's: under a
 * `TestScheduler` a day passes at once.
 *
 * A callback that throws is reported as RxJS reports unhandled errors: to `config.onUnhandledError`, or thrown
 * from a timer.
 */
export class SimulatedNetwork implements IcmpDriver {
  readonly name = 'simulated';
  readonly features: ReadonlySet<DriverFeature> = new Set<DriverFeature>([
    'dontFragment',
    'lateReplies',
    'duplicates',
    'severalReplies',
    'notBefore',
    'networkInterface',
    'icmpErrors',
    'hopLimit',
    'deliverWithin',
    'constantFlow',
  ]);
  /** What happened, in order. Grows with every request, unless `log: false` was asked for. */
  readonly log: readonly NetworkEvent[];

  readonly #log: NetworkEvent[] = [];
  readonly #isLogged: boolean;
  readonly #machine: SimulatedMachine;
  readonly #timeline: Timeline;
  readonly #heldBack: HeldBack;
  readonly #fates: Fates;
  readonly #playback: Playback;
  readonly #start: number;
  readonly #handles = new WeakSet<IcmpHandle>();
  readonly #isOurs = (own: IcmpHandle): own is SimulatedHandle => this.#handles.has(own);
  #handleNumber = 0;
  #requestNumber = 0;
  readonly #counters = new SimulatedCounters();

  /**
   * @param scheduler default `asyncScheduler`: real time.
   * @throws `IcmpArgumentError` for a scenario that `parseScenario` refuses, and for an option that there is not.
   */
  constructor(scenario: Scenario, scheduler: SchedulerLike = asyncScheduler, options: SimulatedNetworkOptions = {}) {
    checkOptions('options', options, ['log']);
    const { log = true } = options;
    checkBoolean('log', log);
    this.#isLogged = log;
    this.log = this.#log;
    this.#machine = new SimulatedMachine(parseScenario(scenario));
    this.#timeline = new Timeline(scheduler);
    this.#heldBack = new HeldBack(this.#timeline);
    this.#fates = new Fates(scenario);
    this.#playback = new Playback(scenario);
    this.#start = this.#timeline.now();
  }

  now(): number {
    return this.#timeline.now();
  }

  createFile(family: 4 | 6, ownContext = false): IcmpHandle {
    checkFamily(family);
    const inContext = ownContext ? bindContext(complete) : null;
    const handle: SimulatedHandle = {
      family,
      number: this.#handleNumber++,
      closed: false,
      pending: new Set(),
      inContext,
    };
    this.#handles.add(handle);
    this.#counters.handles++;
    this.#note('open', handle);
    return new HandedOut(handle);
  }

  sendEcho2Ex(
    handle: IcmpHandle,
    request: EchoRequest,
    onCompletion: (completion: EchoCompletion) => void,
  ): PendingEcho {
    const own = ownHandle(handle, 'send', this.#isOurs);
    const checked = checkEchoRequest(own, request, () => this.#machine.interfaces);
    checkCallback(onCompletion);
    this.#machine.check(checked);
    const { inContext } = own;
    const echo: SimulatedEcho = {
      number: this.#requestNumber++,
      handle: own,
      request: checked,
      onCompletion:
        inContext === null ? bindContext(onCompletion) : (completion) => inContext(onCompletion, completion),
      task: null,
      sentAt: 0,
      steps: [],
      next: 0,
    };
    own.pending.add(echo);
    this.#counters.outstanding++;
    const now = this.now();
    const { notBefore } = checked;
    if (notBefore !== null && notBefore > now) {
      echo.task = this.#timeline.add(notBefore, () => this.#send(echo, notBefore));
    } else {
      this.#send(echo, now);
    }
    return {
      cancel: () => {
        if (this.#drop(echo)) this.#note('cancel', own, echo);
      },
    };
  }

  /** @throws `IcmpError` always: virtual time cannot pass while a call blocks. */
  sendEcho2ExSync(handle: IcmpHandle, request: EchoRequest): never {
    checkEchoRequest(ownHandle(handle, 'send', this.#isOurs), request, () => this.#machine.interfaces);
    throw unsupported('A simulated network', 'sendEcho2ExSync', 'use sendEcho2Ex.');
  }

  closeHandle(handle: IcmpHandle): void {
    const own = ownHandle(handle, 'close', this.#isOurs);
    own.closed = true;
    this.#counters.handles--;
    for (const echo of own.pending) this.#drop(echo);
    this.#note('close', own);
  }

  counters(): DriverCounters {
    return this.#counters.snapshot(this.#timeline.wakeUps);
  }

  diagnose(): DriverDiagnosis {
    return this.#machine.diagnosis(this.name);
  }

  lookup(
    name: string,
    family: 4 | 6 | null,
    onResult: (result: readonly string[] | LookupFailure) => void,
  ): () => void {
    if (this.#isLogged) {
      this.#log.push({ at: this.now(), event: 'lookup', handle: null, request: null, destination: name });
    }
    const inContext = bindContext(onResult);
    const { after, result } = this.#machine.lookup(name, family);
    const task = this.#timeline.add(this.now() + after, () => inContext(result));
    return () => this.#timeline.remove(task);
  }

  #send(echo: SimulatedEcho, at: number): void {
    const { handle, request } = echo;
    const { event, steps } = departure(
      this.#machine,
      this.#fates,
      this.#playback,
      handle.family,
      request,
      at,
      this.#start,
    );
    echo.sentAt = at;
    echo.steps = steps;
    if (event === 'send') this.#counters.sent++;
    this.#note(event, handle, echo, at);
    this.#await(echo);
  }

  #await(echo: SimulatedEcho): void {
    echo.task = this.#timeline.add(echo.sentAt + echo.steps[echo.next]!.after, () => this.#deliver(echo));
  }

  #deliver(echo: SimulatedEcho): void {
    const { completion } = echo.steps[echo.next++]!;
    const { deliverWithin } = echo.request;
    this.#counters.add(completion);
    if (!completion.final) this.#await(echo);
    if (deliverWithin > 0) {
      this.#heldBack.add(() => this.#tell(echo, completion), this.now() + deliverWithin);
    } else {
      this.#heldBack.tellAll();
      this.#tell(echo, completion);
    }
  }

  #tell(echo: SimulatedEcho, completion: EchoCompletion): void {
    // It was cancelled while it waited, or by who was told before it.
    if (!echo.handle.pending.has(echo)) return;
    // All counts are right before the callback runs: it may send, cancel, close or throw.
    if (completion.final) this.#drop(echo);
    echo.onCompletion(completion);
  }

  /** Forgets a request; false when it had ended before. */
  #drop(echo: SimulatedEcho): boolean {
    if (!echo.handle.pending.delete(echo)) return false;
    this.#timeline.remove(echo.task!);
    this.#counters.outstanding--;
    return true;
  }

  #note(
    event: NetworkEvent['event'],
    handle: SimulatedHandle,
    echo: SimulatedEcho | null = null,
    at = this.now(),
  ): void {
    if (!this.#isLogged) return;
    const destination = echo === null ? null : echo.request.destination;
    this.#log.push({ at, event, handle: handle.number, request: echo?.number ?? null, destination });
  }
}

function complete(onCompletion: SimulatedEcho['onCompletion'], completion: EchoCompletion): void {
  onCompletion(completion);
}
