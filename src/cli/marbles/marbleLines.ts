import type { EchoReply } from '../../index.ts';
import { marbleOf } from '../../testing/index.ts';
import { padEnd, widthOf } from '../terminal/widthOf.ts';
import { MarbleLine } from './marbleLine.ts';

/** Frames from beat to beat. */
const FRAMES = 4;
/** A terminal shows no more of them. In milliseconds. */
const SHORTEST = 50;
/** Columns where nobody knows how many there are. */
const COLUMNS = 80;

/** A line of marbles for each target. */
export class MarbleLines {
  /** Milliseconds from one picture to the next. */
  readonly frame: number;
  readonly #lines: ReadonlyMap<string, MarbleLine>;
  readonly #widest: number;

  /** @param interval milliseconds from probe to probe. */
  constructor(targets: readonly string[], interval: number, start: number) {
    this.frame = Math.max(SHORTEST, interval / FRAMES);
    this.#lines = new Map(targets.map((target) => [target, new MarbleLine(start, this.frame)]));
    this.#widest = Math.max(...targets.map((target) => widthOf(target)));
  }

  add(reply: EchoReply, now: number): void {
    this.#lines.get(reply.target)!.add(marbleOf(reply), now);
  }

  text(now: number, columns = COLUMNS): string {
    const room = Math.max(1, columns - this.#widest - 3);
    return [...this.#lines]
      .map(([target, line]) => `${padEnd(target, this.#widest)}  ${line.text(now, room)}`)
      .join('\n');
  }
}
