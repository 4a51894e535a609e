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
 * @param bounds of classic buckets, in milliseconds.
 * @param accept the header `Accept`.
 */
export function expose(blocks: readonly Block[], bounds: readonly number[], accept: string | undefined): Exposition {
  const format = chooseFormat(accept);
  const pieces = format === 'protobuf' ? protobufFormat(blocks, bounds) : encoded(textFormat(blocks, bounds, format));
  return { contentType: contentTypes[format], chunks: inTurns(pieces) };
}

function* encoded(texts: Iterable<string>): Iterable<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '';
  for (const more of texts) {
    text += more;
    if (text.length < PIECE) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}

/** The event loop has a turn before each piece is made. */
async function* inTurns(pieces: Iterable<Uint8Array | null>): AsyncIterable<Uint8Array> {
  for (const piece of pieces) {
    if (piece !== null && piece.length > 0) yield piece;
    await new Promise<void>((resolve) => void asyncScheduler.schedule(() => resolve()));
  }
}
