import { steadyNow } from '#platform';
import { asyncScheduler } from 'rxjs';
import type { Block } from '../collector/family.ts';
import type { Exposition } from '../metrics.ts';
import { chooseFormat } from './chooseFormat.ts';
import { contentTypes } from './format.ts';
import { PIECE } from './piece.ts';
import { protobufFormat } from './protobufFormat.ts';
import { textFormat } from './textFormat.ts';

/**
 * Writes blocks in the format that the client accepts.
 *
 * @param before work that is done first, with null where it may be interrupted.
 * @param bounds of classic buckets, in milliseconds.
 * @param accept the header `Accept`.
 */
export function expose(
  before: Iterable<null>,
  blocks: () => readonly Block[],
  bounds: readonly number[],
  accept: string | undefined,
): Exposition {
  const format = chooseFormat(accept);
  function* pieces(): Iterable<Uint8Array | null> {
    yield* before;
    const all = blocks();
    yield* format === 'protobuf' ? protobufFormat(all, bounds) : encoded(textFormat(all, bounds, format));
  }
  return { contentType: contentTypes[format], chunks: inTurns(pieces()) };
}

function* encoded(texts: Iterable<string>): Iterable<Uint8Array | null> {
  const encoder = new TextEncoder();
  let text = '';
  for (const more of texts) {
    text += more;
    if (text.length < PIECE) {
      yield null;
      continue;
    }
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}

/**
 * Milliseconds of work before the event loop has a turn. It is a time and not a number of bytes, because code that runs for
 * the first time, as in the first scrape, is many times slower.
 */
const SLICE = 1;

/** @param pieces null where the event loop may have a turn although there is nothing to send yet. */
async function* inTurns(pieces: Iterable<Uint8Array | null>): AsyncIterable<Uint8Array> {
  let began = steadyNow();
  for (const piece of pieces) {
    if (piece === null && steadyNow() - began < SLICE) continue;
    if (piece !== null && piece.length > 0) yield piece;
    await new Promise<void>((resolve) => void asyncScheduler.schedule(() => resolve()));
    began = steadyNow();
  }
}
