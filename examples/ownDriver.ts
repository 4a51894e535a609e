// A driver of one's own, held against the contract of drivers.
import type { EchoCompletion, EchoRequest, IcmpDriver, IcmpHandle } from 'rxicmp/icmpapi';
import { selfTest, SimulatedNetwork } from 'rxicmp/testing';
import { ping } from 'rxicmp';
import { concat, ignoreElements, tap } from 'rxjs';

/** Sends through another driver, and counts the requests to each destination. */
class CountingDriver implements IcmpDriver {
  readonly name = 'counting';
  readonly features;
  readonly requests = new Map<string, number>();
  readonly #inner: IcmpDriver;

  constructor(inner: IcmpDriver) {
    this.#inner = inner;
    this.features = inner.features;
  }
  now = () => this.#inner.now();
  createFile = (family: 4 | 6, ownContext?: boolean) => this.#inner.createFile(family, ownContext);
  closeHandle = (handle: IcmpHandle) => this.#inner.closeHandle(handle);
  counters = () => this.#inner.counters();
  diagnose = () => ({ ...this.#inner.diagnose(), driver: this.name });
  sendEcho2ExSync = (handle: IcmpHandle, request: EchoRequest) => this.#inner.sendEcho2ExSync(handle, request);
  sendEcho2Ex(handle: IcmpHandle, request: EchoRequest, onCompletion: (one: EchoCompletion) => void) {
    const pending = this.#inner.sendEcho2Ex(handle, request, onCompletion);
    this.requests.set(request.destination, (this.requests.get(request.destination) ?? 0) + 1);
    return pending;
  }
}

const network = new SimulatedNetwork({ hosts: [{ address: '127.0.0.1' }], sources: ['127.0.0.1'] });
const driver = new CountingDriver(network);
const series = ping('127.0.0.1', { driver, interval: 50, count: 3 }).pipe(
  tap({ complete: () => console.log('requests:', driver.requests.get('127.0.0.1')) }),
);
const wrong = selfTest({ driver: new CountingDriver(network), family: 4 }).pipe(
  tap(({ outcome, clause, name }) => outcome === 'fail' && console.log(`${clause}: ${name}`)),
);
concat(series.pipe(ignoreElements()), wrong.pipe(ignoreElements())).subscribe({
  complete: () => console.log('kept the contract'),
});

// Output:
// requests: 3
// kept the contract
