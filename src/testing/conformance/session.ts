import { echoRequest } from '../../icmpapi/echoRequest.ts';
import type { EchoCompletion, EchoRequest, IcmpDriver, IcmpHandle } from '../../icmpapi/icmpapi.ts';
import { IpStatus4 } from '../../wire/status.ts';
import { assert } from './assert.ts';
import type { ConformanceAddresses, ConformanceFixture } from './fixture.ts';
import type { TrackedEcho } from './trackedEcho.ts';

/** Milliseconds beyond what a request may take; a bound for hangs, not a measurement. */
const PATIENCE = 10_000;

const KEYS: readonly (keyof EchoCompletion)[] = [
  'phase',
  'final',
  'status',
  'errorNumber',
  'errorCode',
  'address',
  'roundTripTime',
  'rttClock',
  'sentAt',
  'icmpType',
  'icmpCode',
  'ttl',
  'tos',
  'flags',
  'optionsData',
  'dataSize',
  'data',
  'truncated',
  'altered',
  'unproven',
  'mtu',
  'mplsLabels',
];

/**
 * The driver as one case sees it. Whatever a case is about, its session watches what must always hold: nothing before
 * `sendEcho2Ex` returned, nothing inside something else, nothing after the final completion, `cancel()` or
 * `closeHandle()`, one outcome for each unicast request, every key on every completion, and nothing left behind.
 */
export class Session {
  readonly driver: IcmpDriver;
  readonly fixture: ConformanceFixture;
  readonly #handles: IcmpHandle[] = [];
  readonly #echoes: TrackedEcho[] = [];
  readonly #violations: string[] = [];
  readonly #before: { readonly outstanding: number; readonly handles: number };
  #isInCallback = false;

  constructor(fixture: ConformanceFixture) {
    this.fixture = fixture;
    this.driver = fixture.driver;
    this.#before = this.driver.counters();
  }

  /** An address that the case named in its needs. */
  address<Name extends keyof ConformanceAddresses>(name: Name): NonNullable<ConformanceAddresses[Name]> {
    const address = this.fixture.addresses[name];
    assert(address !== undefined, `the case does not say that it needs 'address: ${name}'`);
    return address;
  }

  open(ownContext = false): IcmpHandle {
    const handle = this.driver.createFile(this.fixture.family, ownContext);
    this.#handles.push(handle);
    return handle;
  }

  /** @param onCompletion runs inside the driver's callback, after the completion was recorded. */
  send(
    handle: IcmpHandle,
    destination: string,
    options: Partial<Omit<EchoRequest, 'destination'>> = {},
    onCompletion: (completion: EchoCompletion) => void = () => undefined,
  ): TrackedEcho {
    const echo: TrackedEcho = {
      handle,
      request: echoRequest(destination, options),
      isBroadcast: destination === this.fixture.addresses.broadcast?.address,
      startedAt: this.driver.now(),
      completions: [],
      times: [],
      pending: null,
      dropped: false,
    };
    echo.pending = this.driver.sendEcho2Ex(handle, echo.request, (completion) => {
      this.#watch(echo, completion);
      const wasInCallback = this.#isInCallback;
      this.#isInCallback = true;
      try {
        echo.completions.push(completion);
        echo.times.push(this.driver.now());
        onCompletion(completion);
      } finally {
        this.#isInCallback = wasInCallback;
      }
    });
    this.#echoes.push(echo);
    return echo;
  }

  cancel(echo: TrackedEcho): void {
    echo.pending!.cancel();
    echo.dropped = true;
  }

  close(handle: IcmpHandle): void {
    this.driver.closeHandle(handle);
    for (const echo of this.#echoes) if (echo.handle === handle) echo.dropped = true;
  }

  sleep(ms: number): Promise<void> {
    return this.fixture.sleep(ms);
  }

  async until(isDone: () => boolean, patience: number, what: string): Promise<void> {
    const end = this.driver.now() + patience;
    while (!isDone()) {
      assert(this.driver.now() < end, `${what} did not happen in ${patience} ms`);
      await this.sleep(2);
    }
  }

  /** Waits for the final completion of each. */
  async ended(...echoes: readonly TrackedEcho[]): Promise<void> {
    let longest = 0;
    for (const { request, startedAt } of echoes) {
      const wait = Math.max(0, (request.notBefore ?? startedAt) - startedAt);
      longest = Math.max(longest, wait + request.timeout + request.lateWindow);
    }
    let open = 0;
    const isEnded = () => {
      while (open < echoes.length && echoes[open]!.completions.at(-1)?.final === true) open++;
      return open === echoes.length;
    };
    await this.until(isEnded, longest + PATIENCE, 'the final completion');
  }

  /** Sends on a handle of its own and returns every completion. */
  async complete(
    destination: string,
    options: Partial<Omit<EchoRequest, 'destination'>> = {},
  ): Promise<readonly EchoCompletion[]> {
    const echo = this.send(this.open(), destination, options);
    await this.ended(echo);
    return echo.completions;
  }

  /** The same for a request with a single completion. */
  async outcome(destination: string, options: Partial<Omit<EchoRequest, 'destination'>> = {}): Promise<EchoCompletion> {
    const completions = await this.complete(destination, options);
    const phases = completions.map(({ phase }) => phase).join(', ');
    assert(phases === 'outcome', `completions are ${phases}, expected one outcome`);
    return completions[0]!;
  }

  /** Closes what the case left open. */
  release(): void {
    for (const handle of this.#handles) if (!handle.closed) this.close(handle);
  }

  /** Throws for whatever should not have happened during the case. */
  async verify(): Promise<void> {
    this.release();
    const { outstanding, handles } = this.#before;
    const isClean = () =>
      this.driver.counters().outstanding === outstanding && this.driver.counters().handles === handles;
    await this.until(isClean, PATIENCE, 'the return of the counters outstanding and handles to what they were');
    assert(this.#violations.length === 0, [...new Set(this.#violations)].join('; '));
  }

  #watch(echo: TrackedEcho, completion: EchoCompletion): void {
    const demand = (isKept: boolean, message: string) => {
      if (!isKept) this.#violations.push(`${message} (${completion.phase}, ${echo.request.destination})`);
    };
    const { phase, status, errorNumber, errorCode, roundTripTime } = completion;
    const earlier = echo.completions;
    demand(echo.pending !== null, 'a completion came before sendEcho2Ex had returned');
    demand(!this.#isInCallback, 'a completion came inside the callback of another');
    demand(!echo.dropped, 'a completion came after cancel() or closeHandle() had returned');
    demand(earlier.at(-1)?.final !== true, 'a completion came after the final one');

    for (const key of KEYS) demand(completion[key] !== undefined, `${key} is missing`);
    const hadOutcome = earlier.some((one) => one.phase === 'outcome');
    if (phase === 'outcome') demand(!hadOutcome || echo.isBroadcast, 'a request had two outcomes');
    else if (phase !== 'sent') demand(hadOutcome, `a completion of phase ${phase} came before the outcome`);
    if (phase === 'sent')
      demand(earlier.length === 0 && echo.request.reportSent, 'a sent was not asked for, or not first');
    if (phase === 'end') demand(completion.final, 'an end is not final');
    if (phase === 'sent' || phase === 'end') demand(status === IpStatus4.IP_PENDING, `its status is ${status}`);
    demand(
      (errorNumber === null) === (errorCode === null),
      `errorNumber is ${String(errorNumber)}, errorCode ${String(errorCode)}`,
    );
    demand(roundTripTime === null || roundTripTime >= 0, `the round-trip time is ${String(roundTripTime)}`);
    demand(
      (roundTripTime === null) === (completion.rttClock === null),
      'a round-trip time and its clock belong together',
    );
    demand(completion.data === null || echo.request.wantData, 'data was not asked for');
  }
}
