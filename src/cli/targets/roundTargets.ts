import { CliError } from '../cliError.ts';

/** Each is remembered from round to round. */
const MOST = 65_536;

/**
 * The targets of rounds, each once.
 * @throws `CliError` when there are none, or too many.
 */
export function roundTargets(targets: Iterable<string>): string[] {
  const all = new Set<string>();
  for (const target of targets) add(all, target);
  return checked(all);
}

/** The same, of a file. */
export async function roundTargetsOf(targets: AsyncIterable<string>): Promise<string[]> {
  const all = new Set<string>();
  for await (const target of targets) add(all, target);
  return checked(all);
}

function add(all: Set<string>, target: string): void {
  if (all.add(target).size <= MOST) return;
  throw new CliError(`These are more than ${MOST} targets, too many for rounds.`, 'sweep them once.');
}

function checked(all: ReadonlySet<string>): string[] {
  if (all.size === 0) throw new CliError('There is no target in that.', 'write one a line.');
  return [...all];
}
