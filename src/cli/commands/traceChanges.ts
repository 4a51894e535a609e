import { takeUntil, tap } from 'rxjs';
import { type Hop, type Reroute, routeChanges, takeUntilAborted, traceroute } from '../../index.ts';
import type { TraceArguments } from '../arguments/parseArguments.ts';
import { endOf } from '../output/endOf.ts';
import { jsonLine } from '../output/outputLine.ts';
import type { Surroundings } from '../surroundings.ts';
import { noAddress } from '../text/noAddress.ts';

/**
 * Runs `rxicmp trace --changes`: traces a route again and again, and prints a line whenever it has changed.
 *
 * @returns the exit code: 0 when the target was reached, 1 when it was not, 2 when nothing could be sent. The promise
 * rejects with errors of `traceroute`, and with a `CliError` when the target has no address.
 */
export function traceChanges(
  { targets: [target], options, manner }: TraceArguments,
  { signal, print }: Surroundings,
): Promise<number> {
  let code = 1;
  let hasSent = false;
  const look = ({ replies }: Hop): void => {
    const { destination, errorCode } = replies[0]!;
    if (destination === null) throw noAddress([{ target, lookupError: errorCode }], options.family);
    hasSent ||= replies.some(({ status }) => status !== 'not-sent');
    if (replies.some(({ status }) => status === 'success')) code = 0;
  };
  const report = (change: Reroute): void =>
    print(manner.form === 'json' ? jsonLine({ type: 'reroute', ...change }) : format(change));
  return new Promise((resolve, reject) => {
    const complete = (): void => resolve(code === 1 && !hasSent && !signal.aborted ? 2 : code);
    traceroute(target, { rounds: Infinity, ...options })
      .pipe(tap(look), routeChanges(), takeUntilAborted(signal), takeUntil(endOf(manner)))
      .subscribe({ next: report, error: reject, complete });
  });
}

function format({ target, at, ttl, from, to }: Reroute): string {
  return `${new Date(at).toISOString()} ${target} from hop ${ttl} on: ${wayOf(from, ttl)} -> ${wayOf(to, ttl)}`;
}

/** The way from a hop on: a star is a silent hop, and `|` separates several responders of one hop. */
function wayOf(hops: readonly (readonly string[])[], ttl: number): string {
  const rest = hops.slice(ttl - 1).map((responders) => (responders.length === 0 ? '*' : responders.join('|')));
  return rest.join(' ') || '(the end)';
}
