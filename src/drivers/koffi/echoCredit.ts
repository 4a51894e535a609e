import type { EchoCompletion } from '../../icmpapi/icmpapi.ts';
import { parseAddress } from '../../wire/address.ts';
import type { Deadlines } from './deadlines.ts';
import { COOKIE, type EchoMemory } from './echoMemory.ts';
import type { EchoRecord } from './echoRecords.ts';
import type { EngineCounters } from './engineCounters.ts';
import { answered, unanswered } from './koffiCompletion.ts';
import type { KoffiEcho } from './koffiEcho.ts';

/** Turns the results of requests into completions: one outcome each, then what is late, then the end. */
export class EchoCredit {
  readonly #counters: EngineCounters;
  readonly #deadlines: Deadlines<KoffiEcho>;
  readonly #onEnd: (echo: KoffiEcho) => void;

  /** @param onEnd is called when a request ends, before its final completion is delivered. */
  constructor(counters: EngineCounters, deadlines: Deadlines<KoffiEcho>, onEnd: (echo: KoffiEcho) => void) {
    this.#counters = counters;
    this.#deadlines = deadlines;
    this.#onEnd = onEnd;
  }

  deliver(echo: KoffiEcho, completion: EchoCompletion): void {
    if (echo.state === 'ended') return;
    if (completion.final) this.#onEnd(echo);
    try {
      echo.onCompletion(completion);
    } catch (error) {
      // The callback threw this error. The next callback still has to run.
      setImmediate(() => {
        throw error;
      });
    }
  }

  /** Called when the deadline of a request has come. */
  expire(echo: KoffiEcho): void {
    if (echo.state !== 'sent') return this.deliver(echo, unanswered(echo, 'end', true));
    const { timeout, lateWindow } = echo.request;
    this.#counters.timedOut++;
    if (lateWindow > 0) {
      echo.state = 'timedOut';
      this.#deadlines.remove(echo);
      this.#deadlines.add(echo, echo.sentAt + timeout + lateWindow);
    }
    this.deliver(echo, unanswered(echo, 'outcome', lateWindow <= 0));
  }

  /** Delivers the records of a reply buffer. Nothing comes after them: the API ends a request with its first answer. */
  take(echo: KoffiEcho, memory: EchoMemory, records: readonly EchoRecord[]): void {
    const responders = new Set<string>();
    records.forEach((record, n) => this.#creditOne(echo, memory, record, n === records.length - 1, responders));
    if (echo.state === 'answered' && echo.request.lateWindow <= 0) this.deliver(echo, unanswered(echo, 'end', true));
  }

  #creditOne(echo: KoffiEcho, memory: EchoMemory, record: EchoRecord, last: boolean, responders: Set<string>): void {
    const { timeout, lateWindow } = echo.request;
    const altered = record.status === 0 ? comparePayload(memory, record.data) : false;
    // This thread was busy: the time-out had passed before the answer came, but nobody had looked at the clock.
    if (echo.state === 'sent' && record.roundTripTime > timeout) this.expire(echo);
    if (altered === null || echo.state === 'ended' || record.roundTripTime > timeout + lateWindow) {
      this.#counters.foreign++;
      return;
    }
    const address = this.#addressOf(echo, memory, record);
    const isAgain = responders.has(address);
    responders.add(address);
    const final = last && lateWindow <= 0;
    if (isAgain) {
      this.#counters.duplicates++;
      return this.deliver(echo, answered(echo, 'duplicate', final, record, address, altered));
    }
    this.#counters.received++;
    if (echo.state === 'timedOut') {
      this.#counters.late++;
      echo.state = 'answered';
      return this.deliver(echo, answered(echo, 'late', false, record, address, altered));
    }
    echo.state = 'answered';
    if (lateWindow > 0) {
      this.#deadlines.remove(echo);
      this.#deadlines.add(echo, echo.sentAt + timeout + lateWindow);
    }
    this.deliver(echo, answered(echo, 'outcome', final, record, address, altered));
  }

  /** The responder's address. The destination stays as the caller wrote it, because Windows writes zones as numbers. */
  #addressOf(echo: KoffiEcho, { memory, destinationOffset }: EchoMemory, record: EchoRecord): string {
    const { destination } = echo.request;
    if (!('scopeId' in record)) return record.address;
    const octets = parseAddress(record.address)!.bytes;
    const own = memory.bytes.subarray(destinationOffset, destinationOffset + 16);
    if (Buffer.compare(octets, own) === 0) return destination;
    return record.scopeId === 0 ? record.address : `${record.address}%${record.scopeId}`;
  }
}

/** Whether a payload came back changed; null when it is not ours at all. */
function comparePayload(
  { memory, payloadOffset, payloadSize, isCallers }: EchoMemory,
  data: Uint8Array,
): boolean | null {
  const sent = memory.bytes.subarray(payloadOffset, payloadOffset + payloadSize);
  const same = (size: number) => Buffer.compare(data.subarray(0, size), sent.subarray(0, size)) === 0;
  const least = Math.min(payloadSize, COOKIE);
  // Fewer bytes than the cookie prove nothing.
  if (data.length < least || !same(least)) return null;
  const changed = data.length > payloadSize || !same(Math.min(payloadSize, data.length));
  return changed && isCallers ? null : changed;
}
