const BARS = '▁▂▃▄▅▆▇█';
/** For terminals that show ASCII only. */
const ASCII_BARS = '_.-:=+*#';

/**
 * A bar for each time, from 0 to the highest of them; a cross for a probe that has none.
 *
 * @param unicode whether bars are blocks; else they are ASCII characters.
 */
export function sparkline(times: readonly (number | null)[], unicode = true): string {
  const highest = Math.max(...times.map((time) => time ?? 0));
  return bars(times, (time) => (highest === 0 ? 0 : time / highest), unicode);
}

/** The same, of heights that a scale gives: 0 to 1. */
export function bars(times: readonly (number | null)[], heightOf: (time: number) => number, unicode: boolean): string {
  const letters = unicode ? BARS : ASCII_BARS;
  return times
    .map((time) => {
      if (time === null) return unicode ? '×' : 'x';
      return letters[Math.min(Math.floor(heightOf(time) * letters.length), letters.length - 1)];
    })
    .join('');
}
