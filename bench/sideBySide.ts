import { setTimeout as sleep } from 'node:timers/promises';
import { Contender } from './contender.ts';
import { profileThreads } from './profileThreads.ts';
import type { Run } from './bench.ts';
import type { Lap } from './speedRatios.ts';

const WARM_UP = 3;
/** Milliseconds: what the system still has to do for one, such as to take a process apart, is not the next one's burden. */
const PAUSE = 200;

/** Who takes part: a contender's module and arguments, or a function that runs a peer. */
export type Entry = readonly [module: string, ...args: readonly string[]] | (() => Promise<Lap>);

/**
 * Lets all run one after the other, round after round, so that a ratio compares what was measured within a second on
 * the same machine. Rounds to warm up come first and are not counted.
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
