import { histogramCounts } from '../../index.ts';
import type { Style } from '../terminal/screen.ts';
import { formatStatistics } from '../text/formatStatistics.ts';
import { stateOf } from './formatRow.ts';
import { type Scale, scaleOf } from './scale.ts';
import type { Watched } from './watched.ts';

/** Upper bounds of the histogram, as parts of the top of the scale. */
const PARTS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1];
const GRAPH = 8;

/** One target: its statistics, its histogram, and a smoke graph: how much the times of neighbours differ. */
export function formatDetail(
  watched: Watched,
  columns: number,
  style: Style,
  isLogarithmic: boolean,
  now: number,
): string[] {
  const statistics = watched.statistics();
  const scale = scaleOf(Math.max(...watched.recent.map((time) => time ?? 0), 0.1), isLogarithmic);
  return [
    `${watched.target}  ${stateOf(watched, now)[0]}  last: ${watched.last}`,
    '',
    ...formatStatistics(statistics).split('\n').slice(1),
    '',
    ...histogram(watched, columns, style, scale.top),
    '',
    ...smoke(watched.recent, columns, scale, style),
  ];
}

function histogram(watched: Watched, columns: number, { unicode }: Style, top: number): string[] {
  const bounds = PARTS.map((part) => part * top);
  const { histogram } = watched.statistics();
  if (histogram.count === 0) return ['(no answer yet)'];
  // The counts are cumulative: each one includes the smaller buckets.
  const below = histogramCounts(histogram, bounds);
  const counts = [...below, histogram.count].map((count, i) => count - (i === 0 ? 0 : below[i - 1]!));
  const most = Math.max(...counts, 1);
  const room = Math.max(columns - 28, 5);
  // A twentieth of the lowest top has three digits.
  const names = [...bounds.map((bound) => `to ${bound.toFixed(top < 1 ? 3 : 2)} ms`), 'more'];
  return counts.map((count, i) => {
    const bar = (unicode ? '█' : '#').repeat(Math.round((count / most) * room));
    return `${names[i]!.padStart(16)} ${String(count).padStart(7)} ${bar}`;
  });
}

/** A column for several successive probes: the median is solid, the other times are smoke, losses stand below. */
function smoke(times: readonly (number | null)[], columns: number, scale: Scale, { unicode }: Style): string[] {
  const room = Math.max(columns - 12, 8);
  const each = Math.max(3, Math.ceil(times.length / room));
  const strong = unicode ? '█' : '#';
  const weak = unicode ? '░' : ':';
  const rows = Array.from({ length: GRAPH }, () => '');
  let losses = '';
  for (let i = 0; i < times.length; i += each) {
    const part = times.slice(i, i + each);
    const answered = part.filter((time) => time !== null).sort((a, b) => a - b);
    const levels = answered.map((time) => Math.min(GRAPH - 1, Math.floor(scale.heightOf(time) * GRAPH)));
    const median = levels[levels.length >> 1];
    for (let level = 0; level < GRAPH; level++) {
      const isWithin = levels.length > 0 && level >= levels[0]! && level <= levels.at(-1)!;
      rows[level]! += level === median ? strong : isWithin ? weak : ' ';
    }
    losses += answered.length === part.length ? ' ' : unicode ? '×' : 'x';
  }
  const lines = rows.map((row, level) => `${(level === GRAPH - 1 ? scale.top.toFixed(1) : '').padStart(9)} ${row}`);
  return [...lines.reverse(), `${'lost'.padStart(9)} ${losses}`].map((line) => line.trimEnd());
}
