import { lookup } from 'node:dns';
import type { LookupFailure, LookupReport } from '../icmpapi/icmpapi.ts';
import { bindContext } from './bindContext.ts';

/** Names that are looked up at once. More would only wait in Node's own queue, where their time runs out. */
const MOST = 16;

interface Asker {
  readonly onResult: (result: readonly string[] | LookupFailure) => void;
  readonly onWaiting: (isWaiting: boolean) => void;
}

/** The look-up of one name and family, for everybody who asks while it goes on. */
interface Lookup {
  readonly key: string;
  readonly name: string;
  readonly family: 4 | 6 | 0;
  readonly askers: Set<Asker>;
}

/** Those that have not ended, abandoned ones too: a name must not have a second look-up beside one that hangs. */
const lookups = new Map<string, Lookup>();
/** Those that wait for their turn. */
const queue = new Set<Lookup>();
/** Look-ups under way that somebody waits for. */
let wanted = 0;

/**
 * Resolves a name as the system does (hosts file, DNS, mDNS), in the system's order, by Node's `dns.lookup`: for drivers
 * that do not look names up themselves. A second request for a name that is being looked up gets the same answer.
 *
 * @param onResult gets the numeric addresses, or the reason why there are none, never before this call has returned, and
 * in the asynchronous context of this call.
 * @param onWaiting as in the port's `lookup`.
 * @returns a function that ends the calls of `onResult` and `onWaiting`. The look-up itself cannot be stopped, and
 * keeps the process alive until the system has given up.
 */
export function lookupName(
  name: string,
  family: 4 | 6 | null,
  onResult: Asker['onResult'],
  onWaiting: Asker['onWaiting'] = () => undefined,
): () => void {
  const key = `${family ?? 0} ${name}`;
  let asked = lookups.get(key);
  if (asked === undefined) {
    asked = { key, name, family: family ?? 0, askers: new Set() };
    lookups.set(key, asked);
    queue.add(asked);
  }
  const { askers } = asked;
  const asker = { onResult: bindContext(onResult), onWaiting: bindContext(onWaiting) };
  if (!queue.has(asked) && askers.size === 0) wanted++;
  if (queue.has(asked) && wanted < MOST) begin(asked);
  askers.add(asker);
  if (queue.has(asked)) onWaiting(true);
  const abandoned = asked;
  return () => {
    if (askers.delete(asker) && askers.size === 0) abandon(abandoned);
  };
}

/** The look-ups, for a diagnosis. */
export function lookupReport(): LookupReport {
  return { by: 'dns.lookup', underWay: lookups.size - queue.size, waiting: queue.size };
}

function begin(asked: Lookup): void {
  queue.delete(asked);
  wanted++;
  for (const { onWaiting } of asked.askers) onWaiting(false);
  const { name, family } = asked;
  lookup(name, { all: true, order: 'verbatim', family }, (error, addresses) => {
    end(asked, error === null ? addresses.map(({ address }) => address) : { code: error.code ?? 'ENOTFOUND' });
  });
}

function end({ key, askers }: Lookup, result: readonly string[] | LookupFailure): void {
  lookups.delete(key);
  if (askers.size > 0) wanted--;
  beginNext();
  for (const { onResult } of askers) {
    try {
      onResult(result);
    } catch (error) {
      // The callback threw this error. The next callback still has to run.
      setImmediate(() => {
        throw error;
      });
    }
  }
}

/** Nobody waits for the look-up any more. */
function abandon(asked: Lookup): void {
  if (queue.delete(asked)) {
    lookups.delete(asked.key);
  } else if (lookups.get(asked.key) === asked) {
    wanted--;
    beginNext();
  }
}

function beginNext(): void {
  for (const next of queue) {
    if (wanted >= MOST) return;
    begin(next);
  }
}
