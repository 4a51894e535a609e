import { addresses } from '../../index.ts';
import { CliError } from '../cliError.ts';
import { readLines } from './readLines.ts';

/** Each has a series of its own. */
const MOST = 65_536;

/**
 * All targets of a command, each once: those on the command line and those of a file, with every host of blocks and
 * ranges.
 *
 * @throws what `readLines` throws, `CliError` when there are none or too many, and what `addresses` throws.
 */
export async function targetList(texts: readonly string[], file: string | undefined): Promise<string[]> {
  const targets = new Set<string>();
  const add = (text: string): void => {
    for (const target of addresses(text, { hostsOnly: true })) {
      targets.add(target);
      if (targets.size > MOST) {
        throw new CliError(`These are more than ${MOST} targets.`, 'rxicmp sweep takes any number.');
      }
    }
  };
  for (const text of texts) add(text);
  if (file !== undefined) for await (const text of readLines(file)) add(text);
  if (targets.size === 0) throw new CliError(`There is no target in ${file ?? 'that'}.`, 'write one a line.');
  return [...targets];
}
