import { createReadStream } from 'node:fs';
import { CliError } from '../cliError.ts';

/** A longer line is no list of targets. Its length in characters. */
const LONGEST = 4096;

/**
 * The targets of a file, one a line: what stands before a blank or `#`. A file of any size needs no more memory than a
 * small one.
 *
 * @param file its path, or `-` for standard input.
 * @throws `CliError` when it cannot be read, or holds a line that is far too long.
 */
export async function* readLines(file: string): AsyncGenerator<string, void> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  input.setEncoding('utf8');
  let rest = '';
  let number = 1;
  try {
    for await (const chunk of input as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        check(file, line, number++);
        const target = targetOf(line);
        if (target !== null) yield target;
      }
      check(file, rest, number);
    }
  } catch (error) {
    throw error instanceof CliError ? error : unreadable(file, error as NodeJS.ErrnoException);
  }
  const target = targetOf(rest);
  if (target !== null) yield target;
}

function check(file: string, line: string, number: number): void {
  if (line.length <= LONGEST) return;
  throw new CliError(
    `Line ${number} of ${named(file)} has more than ${LONGEST} characters.`,
    'write one target a line, and name a text file.',
  );
}

function targetOf(line: string): string | null {
  const [target] = line.replace(/#.*/s, '').trim().split(/\s/);
  return target === undefined || target === '' ? null : target;
}

function unreadable(file: string, { code, message }: NodeJS.ErrnoException): CliError {
  if (code === 'EISDIR') return new CliError(`${file} is a folder.`, 'name a file with one target a line.');
  if (code !== 'ENOENT')
    return new CliError(`${named(file)} cannot be read: ${message}.`, 'name a file that can be read.');
  return new CliError(
    `There is no file ${file}.`,
    `-f reads targets from a file, and floods are not offered; for a host write it without -f: rxicmp ping ${file}.`,
  );
}

function named(file: string): string {
  return file === '-' ? 'standard input' : file;
}
