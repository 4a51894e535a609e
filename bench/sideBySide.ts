import { setTimeout as sleep } from 'node:timers/promises';
import { Contender } from './contender.ts';
import { profileThreads } from './profileThreads.ts';
import type { Run } from './bench.ts';
import type { Lap } from './speedRatios.ts';

const WARM_UP = 3;
/**
 * Milliseconds between two laps: work that the system still has for one, such as ending a process, must not slow the
 * next.
 */
const PAUSE = 200;

/** Who takes part: a contender's module and arguments, or a function that runs a peer. */
export type Entry = readonly [module: string, ...args: readonly string[]] | (() => Promise<Lap>);

/**
 * Runs all of them one after the other, round after round. So a ratio compares values that were measured within a
 * second on the same machine. Warm-up rounds come first and are not counted.
 *
 * @param title of profiles, if not the contender's name.
 */
export async function sideBySide<Name extends string>(
  { rounds, profile }: Run,
  entries: Readonly<Record<Name, Entry>>,
  title = '',
): Promise<Record<Name, Lap[]>> {
  const names = Object.keys(entries) as Name[];
  const contenders: Contender[] = [];
  const lapOf: Record<string, () => Promise<Lap>> = {};
  const laps = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Lap[]>;
  try {
    for (const name of names) {
      const entry: Entry = entries[name];
      if (isPeer(entry)) {
        lapOf[name] = entry;
        continue;
      }
      const contender = new Contender(...entry);
      contenders.push(contender);
      lapOf[name] = () => contender.lap();
      for (let i = 0; i < WARM_UP; i++) await contender.lap();
      if (profile !== null) await profileThreads(contender, `${profile}-${(title || name).replaceAll(/\W+/g, '-')}`);
    }
    for (let round = 0; round < rounds; round++) {
      for (const name of names) {
        await sleep(PAUSE);
        laps[name].push(await lapOf[name]!());
      }
    }
    return laps;
  } finally {
    await Promise.all(contenders.map((contender) => contender.close()));
  }
}

function isPeer(entry: Entry): entry is () => Promise<Lap> {
  return typeof entry === 'function';
}
