import { printable } from '../../checks/printable.ts';
import type { Style } from '../terminal/screen.ts';
import { cut } from '../terminal/cut.ts';
import { padEnd } from '../terminal/widthOf.ts';
import { clock } from '../text/clock.ts';
import { bars } from '../text/sparkline.ts';
import { type Color, colored, coloredEach } from './colors.ts';
import type { Scale } from './scale.ts';
import type { Watched } from './watched.ts';

/** A column of the monitor. Its width never changes, so nothing moves when a number grows. */
interface Column {
  readonly title: string;
  readonly width: number;
  readonly cell: (watched: Watched) => string;
}

const time = (value: number | null | undefined): string => value?.toFixed(value < 10_000 ? 3 : 0) ?? '-';

/** In the order of the table. */
const COLUMNS: readonly Column[] = [
  { title: 'LOSS', width: 6, cell: ({ sent, loss }) => (sent === 0 ? '-' : `${(loss * 100).toFixed(1)}%`) },
  { title: 'LAST', width: 8, cell: ({ recent }) => time(recent.at(-1)) },
  { title: 'AVG', width: 8, cell: (watched) => time(watched.statistics().rtt?.avg) },
  { title: 'P95', width: 8, cell: (watched) => time(watched.statistics().percentiles.p95) },
  { title: 'SENT', width: 7, cell: ({ sent }) => String(sent) },
];
/** The indexes of the columns. A narrow screen drops the last ones first. */
const PRIORITY = [0, 1, 2, 4, 3];
const STATE = 'down 1d 00:00:00'.length - 3;
const LONGEST_NAME = 40;
const FEWEST_BARS = 8;

/** How wide the parts of a row are on a screen. */
export interface Layout {
  readonly name: number;
  readonly columns: readonly Column[];
  readonly bars: number;
}

/** @param longest columns of the widest target. */
export function layoutOf(screenColumns: number, longest: number): Layout {
  const least = Math.min(longest, LONGEST_NAME, Math.max(4, screenColumns - STATE - 3));
  let room = screenColumns - 2 - Math.max(least, 'TARGET'.length) - 2 - STATE;
  const kept = new Set<number>();
  for (const index of PRIORITY) {
    const needed = COLUMNS[index]!.width + 2;
    if (room < needed) break;
    kept.add(index);
    room -= needed;
  }
  const columns = COLUMNS.filter((_, index) => kept.has(index));
  return { name: Math.max(least, 'TARGET'.length), columns, bars: room >= FEWEST_BARS + 2 ? room - 2 : 0 };
}

export function formatTitles({ name, columns }: Layout): string {
  return join([
    'TARGET'.padEnd(name),
    'STATE'.padEnd(STATE),
    ...columns.map(({ title, width }) => title.padStart(width)),
  ]);
}

export function formatRow(watched: Watched, layout: Layout, scale: Scale, style: Style, now: number): string {
  const [state, color] = stateOf(watched, now);
  const cells = [
    padEnd(cut(printable(watched.target), layout.name), layout.name),
    colored(state.slice(0, STATE).padEnd(STATE), color, style),
    ...layout.columns.map(({ width, cell }) => cell(watched).padStart(width)),
  ];
  if (layout.bars > 0) cells.push(barsOf(watched.recent.slice(-layout.bars), scale, style));
  return join(cells);
}

function join(cells: readonly string[]): string {
  return `  ${cells.join('  ')}`;
}

export function stateOf({ state, since, isUnresolved }: Watched, now: number): [text: string, color: Color] {
  if (state === 'down') return [`down ${clock(now - (since ?? now))}`, 'red'];
  if (isUnresolved) return ['unresolved', 'yellow'];
  return state === 'up' ? ['up', 'green'] : [state, 'dim'];
}

/** Bars on the common scale. */
export function barsOf(times: readonly (number | null)[], scale: Scale, style: Style): string {
  const letters = bars(times, (one) => scale.heightOf(one), style.unicode);
  return coloredEach(
    letters,
    (index) => {
      const one = times[index];
      if (one === null || one === undefined) return 'red';
      const height = scale.heightOf(one);
      return height < 0.5 ? 'green' : height < 0.8 ? 'yellow' : 'red';
    },
    style,
  );
}
