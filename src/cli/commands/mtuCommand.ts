import { tap } from 'rxjs';
import { type MtuStep, pathMtu, takeUntilAborted } from '../../index.ts';
import type { MtuArguments } from '../arguments/parseArguments.ts';
import { jsonLine } from '../output/outputLine.ts';
import type { Surroundings } from '../surroundings.ts';
import { formatOutcome } from '../text/formatOutcome.ts';
import { noAddress } from '../text/noAddress.ts';
import { stamped } from '../text/stamped.ts';

/** The largest packet that a probe can be. */
const LARGEST = 65_528;

/**
 * Runs `rxicmp mtu` to the end of the search, or until the signal aborts.
 *
 * @returns the exit code: 0 when the path MTU was found, 1 when it was not, 2 when nothing could be sent. The promise
 * rejects with errors of `pathMtu`, and with a `CliError` when the target has no address.
 */
export function mtuCommand(
  { targets: [target], options, manner }: MtuArguments,
  around: Surroundings,
): Promise<number> {
  const { signal } = around;
  const isJson = manner.form === 'json';
  const print = isJson ? around.print : stamped(manner, around);
  let mtu: number | null = null;
  let hasSent = false;
  const report = (step: MtuStep): void => {
    const { size, reply } = step;
    if (isJson) print(jsonLine({ type: 'step', ...step }));
    if (reply.destination === null) throw noAddress([{ target, lookupError: reply.errorCode }], options.family);
    mtu = step.mtu;
    hasSent ||= reply.status !== 'not-sent';
    if (isJson || manner.quiet === true) return;
    if (reply.sequence === 0) print(`Path MTU to ${target} (${reply.destination}), in bytes of IP packets`);
    print(`${String(size).padStart(5)}  ${formatOutcome(reply)}`);
  };
  return new Promise((resolve, reject) => {
    const complete = (): void => {
      if (!isJson) print(mtu === null ? 'The path MTU was not found.' : found(mtu, options.max ?? LARGEST));
      resolve(mtu !== null ? 0 : hasSent || signal.aborted ? 1 : 2);
    };
    pathMtu(target, options).pipe(tap(report), takeUntilAborted(signal)).subscribe({ error: reject, complete });
  });
}

function found(mtu: number, largest: number): string {
  return mtu < largest
    ? `The path MTU is ${mtu}.`
    : `The path MTU is at least ${mtu}, the largest packet that was tried.`;
}
