import { type AbortSignalLike } from 'rxicmp';
import { SimulatedNetwork, type Scenario } from 'rxicmp/testing';
import type { TestScheduler } from 'rxjs/testing';
import { inVirtualTime } from '../unit/observables/virtual.ts';

export interface CommandRun {
  readonly lines: string[];
  readonly network: SimulatedNetwork;
  readonly exitCode: Promise<number>;
}

/** Runs a command in virtual time, to its end or to the abort. */
export function runCommand(
  scenario: Scenario,
  command: (driver: SimulatedNetwork, signal: AbortSignalLike, print: (text: string) => void) => Promise<number>,
  { abortAt = Infinity, during }: { abortAt?: number; during?: (scheduler: TestScheduler) => void } = {},
): CommandRun {
  const lines: string[] = [];
  let ran: Omit<CommandRun, 'lines'> | undefined;
  inVirtualTime((scheduler) => {
    const network = new SimulatedNetwork(scenario, scheduler);
    const controller = new AbortController();
    if (abortAt < Infinity) scheduler.schedule(() => controller.abort(), abortAt);
    during?.(scheduler);
    const exitCode = command(network, controller.signal, (text) => lines.push(...text.split('\n')));
    // Whoever expects a rejection awaits it later.
    exitCode.catch(() => undefined);
    ran = { network, exitCode };
  });
  return { lines, ...ran! };
}
