import type { Block, ExtraLabels, Family, HistogramFamily, NumberFamily, Source } from '../collector/family.ts';
import { ClassicBuckets } from './classicBuckets.ts';

/** Writes Prometheus' text format, or OpenMetrics, a piece for each source and family. It may be empty. */
export function* textFormat(
  blocks: readonly Block[],
  bounds: readonly number[],
  format: 'text' | 'openmetrics',
): Iterable<string> {
  const isOpen = format === 'openmetrics';
  const buckets = new ClassicBuckets(bounds);
  const ends = bounds.map((bound) => `le="${boundText(bound / 1000, isOpen)}"} `);
  for (const { family, sources } of blocks) {
    let before = head(family, isOpen);
    for (const source of sources) {
      const lines = family.type === 'histogram' ? times(family, source, buckets, ends) : numbers(family, source);
      // Where there is nothing to say too: a family may have no value of ten thousand targets in a row.
      yield lines === '' ? '' : before + lines;
      if (lines !== '') before = '';
    }
  }
  if (isOpen) yield '# EOF\n';
}

function head({ name, type, help, unit }: Family<Source>, isOpen: boolean): string {
  // In OpenMetrics a counter's name lacks the ending of its samples.
  const title = isOpen && type === 'counter' ? name.replace(/_total$/, '') : name;
  const unitLine = isOpen && unit !== null ? `# UNIT ${title} ${unit}\n` : '';
  return `# HELP ${title} ${help}\n# TYPE ${title} ${type}\n${unitLine}`;
}

function numbers(family: NumberFamily<Source>, source: Source): string {
  let lines = '';
  family.read(source, (value, extra) => {
    lines += `${family.name}${braces(source.text, extra)} ${value}\n`;
  });
  return lines;
}

function times(
  family: HistogramFamily<Source>,
  source: Source,
  buckets: ClassicBuckets,
  ends: readonly string[],
): string {
  const { name } = family;
  const rtts = family.read(source);
  const begin = `${name}_bucket{${source.text}${source.text === '' ? '' : ','}`;
  const counts = buckets.counts(rtts);
  let lines = '';
  for (let i = 0; i < ends.length; i++) lines += `${begin}${ends[i]!}${counts[i]!}\n`;
  const labels = braces(source.text, []);
  const { count } = rtts;
  return `${lines}${begin}le="+Inf"} ${count}\n${name}_sum${labels} ${rtts.sum / 1000}\n${name}_count${labels} ${count}\n`;
}

function braces(text: string, extra: ExtraLabels): string {
  let all = text;
  // None of these has a character to escape.
  for (const [name, value] of extra) all += `${all === '' ? '' : ','}${name}="${value}"`;
  return all === '' ? '' : `{${all}}`;
}

/** A bound as programs in Go write it: Prometheus takes a different text for a different bucket. */
function boundText(seconds: number, isOpen: boolean): string {
  if (seconds < 1e-4) return seconds.toExponential().replace(/-(\d)$/, '-0$1');
  return isOpen && Number.isInteger(seconds) ? `${seconds}.0` : String(seconds);
}
