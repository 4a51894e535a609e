import { addresses } from '../../index.ts';
import { parseAddress } from '../../icmpapi/index.ts';
import { readLines } from './readLines.ts';

/** What a sweep probes. */
export interface SweepTargets {
  /** All of them, one by one as they are asked for. */
  readonly targets: Iterable<string> | AsyncIterable<string>;
  /** The same, and counts the targets that were taken. */
  counted(): Iterable<string> | AsyncIterable<string>;
  taken(): number;
  /** How many there are; null when they would have to be counted one by one. */
  readonly size: number | null;
  /** Says in words which addresses are left out although no option asked for it. */
  notes(): string[];
}

/**
 * The targets of a sweep: those on the command line and those of a file, with every host of blocks and ranges.
 *
 * @throws what `addresses` throws for the command line. A malformed line of a file is passed on as it is: a sweep
 * reports it and goes on.
 */
export function sweepTargets(
  texts: readonly string[],
  file: string | undefined,
  exclude: readonly string[],
): SweepTargets {
  const options = { hostsOnly: true, exclude };
  const blocks = texts.map((text) => addresses(text, options));
  let taken = 0;
  function* given(): Generator<string, void> {
    for (const block of blocks) yield* block;
  }
  async function* withFile(): AsyncGenerator<string, void> {
    yield* given();
    for await (const line of readLines(file!)) yield* expanded(line);
  }
  function* expanded(line: string): Generator<string, void> {
    let block: Iterable<string>;
    try {
      block = addresses(line, options);
    } catch {
      block = [line];
    }
    yield* block;
  }
  const targets = file === undefined ? { [Symbol.iterator]: given } : { [Symbol.asyncIterator]: withFile };
  function* counting(): Generator<string, void> {
    for (const target of given()) {
      taken++;
      yield target;
    }
  }
  async function* countingFile(): AsyncGenerator<string, void> {
    for await (const target of withFile()) {
      taken++;
      yield target;
    }
  }
  return {
    targets,
    counted: file === undefined ? counting : countingFile,
    taken: () => taken,
    size: file === undefined && exclude.length === 0 ? sum(texts.map(sizeOf)) : null,
    notes: () =>
      texts.flatMap((text) => {
        const ends = endsOf(text);
        if (ends === 0) return [];
        const what = ends === 2 ? 'network and broadcast address are' : 'first address, that of all its routers, is';
        return [`${text}: its ${what} left out.`];
      }),
  };
}

/** How many addresses of a block are left out because no host has them: the first one, and in IPv4 also the last. */
function endsOf(text: string): 0 | 1 | 2 {
  const [first] = addresses(text);
  const [firstHost] = addresses(text, { hostsOnly: true });
  if (first === firstHost) return 0;
  return first!.includes(':') ? 1 : 2;
}

/** How many targets a text stands for; null when that is not known or too large for an exact number. */
function sizeOf(text: string): number | null {
  const [host, bits] = text.split('/');
  if (bits !== undefined) {
    const size = 2 ** ((host!.includes(':') ? 128 : 32) - Number(bits));
    return size <= Number.MAX_SAFE_INTEGER ? size - endsOf(text) : null;
  }
  const ends = text.split('-').map((end) => parseAddress(end));
  const [first, last] = ends;
  if (ends.length !== 2 || first?.family !== 4 || last?.family !== 4)
    return text.includes('-') && text.includes(':') ? null : 1;
  return numberOf(last.bytes) - numberOf(first.bytes) + 1;
}

function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((number, byte) => number * 256 + byte, 0);
}

function sum(sizes: readonly (number | null)[]): number | null {
  return sizes.reduce((total, size) => (total === null || size === null ? null : total + size), 0);
}
