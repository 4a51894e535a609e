import { tap } from 'rxjs';
import { type AbortSignalLike, type MtuStep, pathMtu, takeUntilAborted } from '../../index.ts';
import { formatOutcome } from '../text/formatOutcome.ts';
import { noAddress } from '../text/noAddress.ts';
import type { MtuArguments } from '../arguments/parseArguments.ts';

/**
 * Runs `rxicmp mtu` to the end of the search, or until the signal aborts.
 *
 * @param print gets a line, without its line feed.
 * @returns the exit code: 0 when the path MTU was found, else 1. Rejected with what `pathMtu` fails with, and with a
 * `CliError` when the target has no address.
 */
export function mtuCommand(
  { targets: [target], options, json }: MtuArguments,
  signal: AbortSignalLike,
  print: (text: string) => void,
): Promise<number> {
  let mtu: number | null = null;
  const report = (step: MtuStep): void => {
    const { size, reply } = step;
    if (json) print(JSON.stringify({ type: 'step', ...step }));
    if (reply.destination === null) throw noAddress([{ target, lookupError: reply.errorCode }], options.family);
    mtu = step.mtu;
    if (json) return;
    if (reply.sequence === 0) print(`Path MTU to ${target} (${reply.destination}), in bytes of IP packets`);
    print(`${String(size).padStart(5)}  ${formatOutcome(reply)}`);
  };
  return new Promise((resolve, reject) => {
    const complete = (): void => {
      if (!json) print(mtu === null ? 'The path MTU was not found.' : `The path MTU is ${mtu}.`);
      resolve(mtu === null ? 1 : 0);
    };
    pathMtu(target, options).pipe(tap(report), takeUntilAborted(signal)).subscribe({ error: reject, complete });
  });
}
