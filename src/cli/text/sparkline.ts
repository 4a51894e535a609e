const BARS = '▁▂▃▄▅▆▇█';

/** A bar for each time, from 0 to the highest of them; a cross for a probe that has none. */
export function sparkline(times: readonly (number | null)[]): string {
  const highest = Math.max(...times.map((time) => time ?? 0));
  const bars = times.map((time) => {
    if (time === null) return '×';
    return BARS[highest === 0 ? 0 : Math.min(Math.floor((time / highest) * BARS.length), BARS.length - 1)];
  });
  return bars.join('');
}
