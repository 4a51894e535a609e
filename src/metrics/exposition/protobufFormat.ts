import type { Block, ExtraLabels, Family, Source } from '../collector/family.ts';
import type { RttCounts } from '../collector/rttCounts.ts';
import { ClassicBuckets } from './classicBuckets.ts';
import { nativeBuckets, SCHEMA, ZERO_THRESHOLD } from './nativeBuckets.ts';
import { PIECE } from './piece.ts';
import { ProtobufWriter } from './protobufWriter.ts';

/** Of `MetricType` in io.prometheus.client. */
const TYPES = { counter: 0, gauge: 1, histogram: 4 } as const;

/**
 * Writes messages of type io.prometheus.client.MetricFamily, each with its length before it. A length must be known
 * before it is written, so a long family is made as a whole. Between its parts null is yielded: there is nothing to
 * send yet.
 */
export function* protobufFormat(blocks: readonly Block[], bounds: readonly number[]): Iterable<Uint8Array | null> {
  const writer = new ProtobufWriter();
  const buckets = new ClassicBuckets(bounds);
  for (const { family, sources } of blocks) {
    const parts: Uint8Array[] = [];
    writer.text(1, family.name);
    writer.text(2, family.help);
    writer.unsigned(3, TYPES[family.type]);
    if (family.unit !== null) writer.text(5, family.unit);
    const headLength = writer.length;
    for (const source of sources) {
      writeMetrics(writer, family, source, buckets, bounds);
      if (writer.length >= PIECE) parts.push(writer.take());
      yield null;
    }
    const isEmpty = parts.length === 0 && writer.length === headLength;
    parts.push(writer.take());
    if (isEmpty) continue;
    writer.varint(parts.reduce((sum, { length }) => sum + length, 0));
    yield writer.take();
    yield* parts;
  }
}

function writeMetrics(
  writer: ProtobufWriter,
  family: Family<Source>,
  source: Source,
  buckets: ClassicBuckets,
  bounds: readonly number[],
): void {
  if (family.type === 'histogram') {
    writer.message(4, () => {
      writeLabels(writer, source, []);
      writer.message(7, () => writeTimes(writer, family.read(source), buckets, bounds));
    });
    return;
  }
  family.read(source, (value, extra) => {
    writer.message(4, () => {
      writeLabels(writer, source, extra);
      writer.message(family.type === 'counter' ? 3 : 2, () => writer.double(1, value));
    });
  });
}

function writeLabels(writer: ProtobufWriter, { labels }: Source, extra: ExtraLabels): void {
  const write = (name: string, value: string): void =>
    writer.message(1, () => {
      writer.text(1, name);
      writer.text(2, value);
    });
  for (const name in labels) write(name, labels[name]!);
  for (const [name, value] of extra) write(name, value);
}

/** Writes classic buckets and native ones. A server keeps those that it is configured for. */
function writeTimes(writer: ProtobufWriter, rtts: RttCounts, buckets: ClassicBuckets, bounds: readonly number[]): void {
  writer.unsigned(1, rtts.count);
  writer.double(2, rtts.sum / 1000);
  buckets.counts(rtts).forEach((count, i) =>
    writer.message(3, () => {
      writer.unsigned(1, count);
      writer.double(2, bounds[i]! / 1000);
    }),
  );
  const { zeros, spans, deltas } = nativeBuckets(rtts);
  writer.signed(5, SCHEMA);
  writer.double(6, ZERO_THRESHOLD);
  writer.unsigned(7, zeros);
  for (const [offset, length] of spans) {
    writer.message(12, () => {
      writer.signed(1, offset);
      writer.unsigned(2, length);
    });
  }
  writer.packed(13, deltas);
}
