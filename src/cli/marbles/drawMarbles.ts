import { interval, Subscription } from 'rxjs';
import type { Surroundings } from '../surroundings.ts';
import type { MarbleLines } from './marbleLines.ts';

/** Draws lines of marbles again and again until it is unsubscribed; then they stay. Without a terminal they are printed then. */
export function drawMarbles(lines: MarbleLines, { live, print, now }: Surroundings): Subscription {
  if (live === null) return new Subscription(() => print(lines.text(now())));
  const draw = (): void => live.show(lines.text(now(), live.columns));
  const drawing = interval(lines.frame).subscribe(draw);
  drawing.add(() => {
    draw();
    live.keep();
  });
  return drawing;
}
