import { tap } from 'rxjs';
import { type Hop, takeUntilAborted, traceroute } from '../../index.ts';
import type { Surroundings } from '../surroundings.ts';
import { formatHop } from '../text/formatHop.ts';
import { noAddress } from '../text/noAddress.ts';
import type { TraceArguments } from '../arguments/parseArguments.ts';

/**
 * Runs `rxicmp trace` until the way ends, or the signal aborts.
 *
 * @param print gets a line, without its line feed.
 * @returns the exit code: 0 when the target was reached, else 1. Rejected with what `traceroute` fails with, and with a
 * `CliError` when the target has no address.
 */
export function traceCommand(
  { targets: [target], options, manner }: TraceArguments,
  { signal, print }: Surroundings,
): Promise<number> {
  const json = manner.form === 'json';
  const { maxTtl = 30, payload = 32 } = options;
  let code = 1;
  const report = (hop: Hop): void => {
    const { destination, errorCode } = hop.replies[0]!;
    if (json) print(JSON.stringify({ type: 'hop', ...hop }));
    if (destination === null) throw noAddress([{ target, lookupError: errorCode }], options.family);
    if (!json && hop.ttl === 1) {
      print(`Route to ${target} (${destination}), at most ${maxTtl} hops, ${Number(payload)} bytes of data`);
    }
    if (!json) print(formatHop(hop));
    if (hop.replies.some(({ status }) => status === 'success')) code = 0;
  };
  return new Promise((resolve, reject) => {
    traceroute(target, options)
      .pipe(tap(report), takeUntilAborted(signal))
      .subscribe({ error: reject, complete: () => resolve(code) });
  });
}
