/** One scale for all rows, so that a slow target looks slow. */
export interface Scale {
  /** Milliseconds at the top: 1, 2 or 5 times a power of ten. */
  readonly top: number;
  /** 0 to 1. */
  heightOf(time: number): number;
}

export function scaleOf(highest: number, isLogarithmic: boolean): Scale {
  const power = 10 ** Math.floor(Math.log10(Math.max(highest, 0.1)));
  const top = power * ([1, 2, 5, 10].find((step) => step * power >= highest) ?? 10);
  // A thousandth of the top is the bottom.
  const decades = 3;
  const log = (time: number): number => 1 + Math.log10(Math.max(time, top / 1000) / top) / decades;
  return { top, heightOf: (time) => Math.min(1, Math.max(0, isLogarithmic ? log(time) : time / top)) };
}
