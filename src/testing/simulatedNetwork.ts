import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { IcmpArgumentError, IcmpError } from '../errors.ts';
import { checkEchoRequest } from '../icmpapi/checkEchoRequest.ts';
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
import { echoCompletion } from '../icmpapi/echoCompletion.ts';
import { IP_FLAG_DF } from '../icmpapi/ipFlags.ts';
import { parseAddress } from '../wire/address.ts';
import { IpStatus4 } from '../wire/status.ts';
import { canonicalAddress } from './canonicalAddress.ts';
import { Fates } from './fates.ts';
import type { NetworkEvent } from './networkEvent.ts';
import { packetSize } from './packetSize.ts';
import { parseScenario } from './parseScenario.ts';
import { PathMtus } from './pathMtus.ts';
import { planEcho, type EchoStep } from './planEcho.ts';
import type { Scenario } from './scenario.ts';
import { Timeline, type TimelineTask } from './timeline.ts';
import { unsentErrors } from './unsentErrors.ts';

/** What becomes of one request: nothing (`steps` empty) until it is sent, then one step after the other. */
interface SimulatedEcho {
  readonly number: number;
  readonly handle: SimulatedHandle;
  readonly request: EchoRequest;
  readonly onCompletion: (completion: EchoCompletion) => void;
  task: TimelineTask | null;
  sentAt: number;
  steps: readonly EchoStep[];
  next: number;
}

interface SimulatedHandle extends IcmpHandle {
  readonly number: number;
  closed: boolean;
  readonly pending: Set<SimulatedEcho>;
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
  ]);
  /** What happened, in order. Grows with every request. */
  readonly log: readonly NetworkEvent[];

  readonly #log: NetworkEvent[] = [];
  readonly #scenario: Scenario;
  readonly #interfaces: readonly string[];
  readonly #sources: ReadonlySet<string> | null;
  readonly #timeline: Timeline;
  readonly #pathMtus = new PathMtus();
  readonly #fates: Fates;
  readonly #start: number;
  readonly #handles = new WeakSet<IcmpHandle>();
  #handleNumber = 0;
  #requestNumber = 0;
  #counters = { outstanding: 0, handles: 0, sent: 0, received: 0, timedOut: 0, late: 0, duplicates: 0 };

  /**
   * @param scheduler default `asyncScheduler`: real time.
   * @throws `IcmpArgumentError` for a scenario that `parseScenario` refuses.
   */
  constructor(scenario: Scenario, scheduler: SchedulerLike = asyncScheduler) {
    this.log = this.#log;
    this.#scenario = parseScenario(scenario);
    this.#interfaces = scenario.interfaces ?? ['sim0'];
    this.#sources = scenario.sources ? new Set(scenario.sources.map((source) => this.#canonical(source))) : null;
    this.#timeline = new Timeline(scheduler);
    this.#fates = new Fates(scenario);
    this.#start = this.#timeline.now();
  }

  now(): number {
    return this.#timeline.now();
  }

  createFile(family: 4 | 6): IcmpHandle {
    if (family !== 4 && family !== 6)
      throw new IcmpArgumentError('family', family, '4 or 6', 'pass the family of the destinations.');
    const handle: SimulatedHandle = { family, number: this.#handleNumber++, closed: false, pending: new Set() };
    this.#handles.add(handle);
    this.#counters.handles++;
    this.#note('open', handle);
    return handle;
  }

  sendEcho2Ex(
    handle: IcmpHandle,
    request: EchoRequest,
    onCompletion: (completion: EchoCompletion) => void,
  ): PendingEcho {
    const own = this.#open(handle);
    checkEchoRequest(own, request, () => this.#interfaces);
    if (typeof onCompletion !== 'function') {
      throw new IcmpArgumentError(
        'onCompletion',
        onCompletion,
        'a function',
        'pass a function that takes completions.',
      );
    }
    this.#checkPlaces(request);
    const echo: SimulatedEcho = {
      number: this.#requestNumber++,
      handle: own,
      // The caller may reuse its buffer as soon as this call has returned.
      request: typeof request.data === 'number' ? request : { ...request, data: request.data.slice() },
      onCompletion,
      task: null,
      sentAt: 0,
      steps: [],
      next: 0,
    };
    own.pending.add(echo);
    this.#counters.outstanding++;
    const now = this.now();
    const { notBefore } = request;
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
    checkEchoRequest(this.#open(handle), request, () => this.#interfaces);
    throw new IcmpError(
      'ERR_ICMP_SYSTEM',
      'A simulated network cannot block: its time would stand still.',
      'use sendEcho2Ex.',
    );
  }

  closeHandle(handle: IcmpHandle): void {
    const own = this.#open(handle);
    own.closed = true;
    this.#counters.handles--;
    for (const echo of own.pending) this.#drop(echo);
    this.#note('close', own);
  }

  counters(): DriverCounters {
    return {
      ...this.#counters,
      foreign: 0,
      receiverDrops: 0,
      sendWaits: 0,
      lateBeats: 0,
      maxBeatDelay: 0,
      wakeUps: this.#timeline.wakeUps,
    };
  }

  diagnose(): DriverDiagnosis {
    const usable = { kind: 'ping', usable: true, errorCode: null, fix: null } as const;
    return {
      driver: this.name,
      platform: 'simulated',
      sockets: [
        { family: 4, ...usable },
        { family: 6, ...usable },
      ],
      receiveBuffer: null,
      interfaces: this.#interfaces,
    };
  }

  lookup(
    name: string,
    family: 4 | 6 | null,
    onResult: (result: readonly string[] | LookupFailure) => void,
  ): () => void {
    this.#log.push({ at: this.now(), event: 'lookup', handle: null, request: null, destination: name });
    const { names = {} } = this.#scenario;
    const all = Object.hasOwn(names, name) ? names[name]! : [];
    const found = all.filter((address) => family === null || parseAddress(address)?.family === family);
    const task = this.#timeline.add(this.now(), () => onResult(found.length > 0 ? found : { code: 'ENOTFOUND' }));
    return () => this.#timeline.remove(task);
  }

  #open(handle: IcmpHandle): SimulatedHandle {
    if (!this.#handles.has(handle))
      throw new IcmpArgumentError('handle', handle, 'a handle that this driver opened', 'open one with createFile().');
    if (handle.closed) throw new IcmpError('ERR_ICMP_HANDLE_CLOSED', 'The ICMP handle is closed.');
    return handle as SimulatedHandle;
  }

  #checkPlaces({ destination, source, networkInterface, optionsData }: EchoRequest): void {
    if (source !== null && this.#sources !== null && !this.#sources.has(this.#canonical(source))) {
      const fix = `use one of ${this.#scenario.sources!.join(', ')}, or leave it out.`;
      throw new IcmpArgumentError('source', source, 'an address of this machine', fix);
    }
    const fix = `use one of ${this.#interfaces.join(', ')}.`;
    if (networkInterface !== null && !this.#hasInterface(networkInterface)) {
      throw new IcmpArgumentError('networkInterface', networkInterface, 'an interface of this machine', fix);
    }
    const zone = destination.includes('%') ? destination.slice(destination.indexOf('%') + 1) : null;
    if (zone !== null && !this.#hasInterface(zone)) {
      throw new IcmpArgumentError('destination', destination, 'the zone of an interface of this machine', fix);
    }
    if (optionsData !== null) {
      throw new IcmpArgumentError(
        'optionsData',
        optionsData,
        'null, as the simulated network has no IP options',
        'leave them out.',
      );
    }
  }

  #hasInterface(nameOrIndex: string | number): boolean {
    return this.#interfaces.some((name, i) => name === nameOrIndex || i + 1 === Number(nameOrIndex));
  }

  #send(echo: SimulatedEcho, at: number): void {
    const { handle, request } = echo;
    const { family } = handle;
    const { destination } = request;
    const time = at - this.#start;
    echo.sentAt = at;
    const unsent = this.#isTooBig(family, request) ? 'EMSGSIZE' : this.#fates.unsent(destination, time);
    if (unsent !== null) {
      const { status, errorNumber } = unsentErrors[unsent]!;
      const refused = echoCompletion('outcome', status, at, { final: true, errorNumber, errorCode: unsent });
      echo.steps = [{ after: 0, completion: refused }];
      this.#note('unsent', handle, echo, at);
    } else {
      const packet = {
        family,
        destination,
        ttl: request.ttl ?? 64,
        size: this.#sizeOnTheWay(family, request, time),
        dontFragment: family === 6 || (request.flags & IP_FLAG_DF) !== 0,
      };
      const stopped = this.#fates.onTheWay(packet, time);
      for (const { error, delay } of stopped ?? []) {
        if (family === 6 && error !== null && error.mtu !== null)
          this.#pathMtus.learn(this.#canonical(destination), error.mtu, time + delay);
      }
      const answers = stopped ?? this.#fates.atHost(destination, time);
      const isBroadcast = this.#fates.isBroadcast(destination);
      const steps = planEcho({ family, request, isBroadcast, sentAt: at }, answers);
      const left: EchoStep = { after: 0, completion: echoCompletion('sent', IpStatus4.IP_PENDING, at) };
      echo.steps = request.reportSent ? [left, ...steps] : steps;
      this.#counters.sent++;
      this.#note('send', handle, echo, at);
    }
    this.#await(echo);
  }

  /** Without DF a packet leaves in fragments that the interface takes and, in IPv6, the path as far as it is known. */
  #sizeOnTheWay(family: 4 | 6, request: EchoRequest, time: number): number {
    const size = packetSize(family, request);
    if ((request.flags & IP_FLAG_DF) !== 0) return size;
    const path = family === 6 ? this.#pathMtus.at(this.#canonical(request.destination), time) : Infinity;
    return Math.min(size, path, this.#scenario.mtu ?? Infinity);
  }

  #isTooBig(family: 4 | 6, request: EchoRequest): boolean {
    return (request.flags & IP_FLAG_DF) !== 0 && packetSize(family, request) > (this.#scenario.mtu ?? Infinity);
  }

  #await(echo: SimulatedEcho): void {
    echo.task = this.#timeline.add(echo.sentAt + echo.steps[echo.next]!.after, () => this.#deliver(echo));
  }

  #deliver(echo: SimulatedEcho): void {
    const step = echo.steps[echo.next++]!;
    this.#count(step.completion);
    // The books are in order before the callback runs: it may send, cancel, close or throw.
    if (step.completion.final) this.#drop(echo);
    else this.#await(echo);
    echo.onCompletion(step.completion);
  }

  #count({ phase, status, errorCode }: EchoCompletion): void {
    if (phase === 'duplicate') this.#counters.duplicates++;
    if (phase === 'late') this.#counters.late++;
    if (phase === 'outcome' && status === IpStatus4.IP_REQ_TIMED_OUT) this.#counters.timedOut++;
    else if (phase === 'late' || (phase === 'outcome' && errorCode === null)) this.#counters.received++;
  }

  /** Forgets a request; false when it had ended before. */
  #drop(echo: SimulatedEcho): boolean {
    if (!echo.handle.pending.delete(echo)) return false;
    this.#timeline.remove(echo.task!);
    this.#counters.outstanding--;
    return true;
  }

  #canonical(text: string): string {
    return canonicalAddress(text, this.#interfaces)!;
  }

  #note(
    event: NetworkEvent['event'],
    handle: SimulatedHandle,
    echo: SimulatedEcho | null = null,
    at = this.now(),
  ): void {
    const destination = echo === null ? null : echo.request.destination;
    this.#log.push({ at, event, handle: handle.number, request: echo?.number ?? null, destination });
  }
}
