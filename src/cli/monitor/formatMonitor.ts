import { sparkline } from '../text/sparkline.ts';
import type { Watched } from './watched.ts';

const TITLES = ['TARGET', 'STATE', 'SENT', 'LOSS', 'AVG', 'LAST', ''];
/** Numbers stand on the right of their columns. */
const FIRST_NUMBER = 2;
const FIRST_TEXT = 5;

/** The monitor's table: a line for each target, under its titles. */
export function formatMonitor(targets: readonly Watched[]): string {
  const rows = [TITLES, ...targets.map(rowOf)];
  const widths = TITLES.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => pad(cell, i, widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rowOf(watched: Watched): string[] {
  const { target, sent, lossRatio, rtt } = watched.statistics();
  const loss = lossRatio === null ? '-' : `${(lossRatio * 100).toFixed(1)}%`;
  const avg = rtt === null ? '-' : rtt.avg.toFixed(3);
  return [target, watched.state, String(sent), loss, avg, watched.last, sparkline(watched.recent)];
}

function pad(cell: string, column: number, width: number): string {
  return column >= FIRST_NUMBER && column < FIRST_TEXT ? cell.padStart(width) : cell.padEnd(width);
}
