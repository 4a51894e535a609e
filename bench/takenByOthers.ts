import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK = 500; // ms
/** Of the processors: less is what every system does now and then. */
const MUCH = 0.1;

/** The part of the processors, from 0 to 1, that other programs take now, while nothing of ours runs. */
export async function takenByOthers(): Promise<number> {
  const before = processorTime();
  await sleep(LOOK);
  const after = processorTime();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

export function isMuch(taken: number): boolean {
  return taken > MUCH;
}

/** Milliseconds of all processors, since the system has started. */
function processorTime(): { readonly idle: number; readonly all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (of: (one: (typeof times)[number]) => number): number => times.reduce((all, one) => all + of(one), 0);
  return { idle: sum((one) => one.idle), all: sum(({ user, nice, sys, irq, idle }) => user + nice + sys + irq + idle) };
}
