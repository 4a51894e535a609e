import type { Observable } from 'rxjs';
import type { Line } from './operations.ts';

/** A line and when it came, in milliseconds since the beginning. */
export interface Told extends Line {
  readonly at: number;
}

/** Everything that was told. */
export function collect(lines: Observable<Line>, now: () => number): Promise<readonly Told[]> {
  const start = now();
  const told: Told[] = [];
  return new Promise((resolve, reject) => {
    lines.subscribe({
      next: (line) => told.push({ ...line, at: now() - start }),
      error: reject,
      complete: () => resolve(told),
    });
  });
}
