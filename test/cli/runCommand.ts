import { SimulatedNetwork, type Scenario } from 'rxicmp/testing';
import type { TestScheduler } from 'rxjs/testing';
import type { Surroundings } from '../../src/cli/surroundings.ts';
import type { LiveText } from '../../src/cli/terminal/liveText.ts';
import type { Screen } from '../../src/cli/terminal/screen.ts';
import { inVirtualTime } from '../unit/observables/virtual.ts';

export interface CommandRun {
  /** On standard output. */
  readonly lines: string[];
  /** On standard error. */
  readonly told: string[];
  readonly network: SimulatedNetwork;
  readonly exitCode: Promise<number>;
}

export interface RunOptions {
  /** Milliseconds after which the signal aborts. */
  readonly abortAt?: number;
  /** Milliseconds after which the statistics so far are asked for. */
  readonly askAt?: number;
  readonly live?: LiveText | null;
  readonly screen?: Screen | null;
  readonly during?: (scheduler: TestScheduler) => void;
}

/** Runs a command in virtual time, to its end or to the abort. */
export function runCommand(
  scenario: Scenario,
  command: (driver: SimulatedNetwork, around: Surroundings) => Promise<number>,
  { abortAt = Infinity, askAt = Infinity, live = null, screen = null, during }: RunOptions = {},
): CommandRun {
  const lines: string[] = [];
  const told: string[] = [];
  let ran: Omit<CommandRun, 'lines' | 'told'> | undefined;
  inVirtualTime((scheduler) => {
    const network = new SimulatedNetwork(scenario, scheduler);
    const controller = new AbortController();
    const askers = new Set<() => void>();
    if (abortAt < Infinity) scheduler.schedule(() => controller.abort(), abortAt);
    if (askAt < Infinity) scheduler.schedule(() => askers.forEach((ask) => ask()), askAt);
    during?.(scheduler);
    const exitCode = command(network, {
      signal: controller.signal,
      print: (text) => lines.push(...text.split('\n')),
      tell: (text) => told.push(text),
      onAsked: (listener) => {
        askers.add(listener);
        return () => askers.delete(listener);
      },
      live,
      screen,
      now: () => scheduler.now(),
    });
    // A test that expects a rejection awaits it later.
    exitCode.catch(() => undefined);
    ran = { network, exitCode };
  });
  return { lines, told, ...ran! };
}
