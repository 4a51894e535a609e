/** Frames that are remembered: more than a terminal has columns. */
const MOST = 4096;

/** A stream as a line of marbles, as RxJS draws them: a dash is a frame without a value, and values of one frame stand in brackets. */
export class MarbleLine {
  readonly #start: number;
  readonly #frame: number;
  /** The letters of frames that have any. */
  readonly #letters = new Map<number, string>();

  /**
   * @param start milliseconds on the clock of the other times.
   * @param frame milliseconds that a frame takes.
   */
  constructor(start: number, frame: number) {
    this.#start = start;
    this.#frame = frame;
  }

  add(letter: string, at: number): void {
    const frame = this.#frameOf(at);
    this.#letters.set(frame, (this.#letters.get(frame) ?? '') + letter);
    for (const old of this.#letters.keys()) {
      if (old > frame - MOST) return;
      this.#letters.delete(old);
    }
  }

  /** The latest frames, as many as have room. */
  text(now: number, columns: number): string {
    const last = this.#frameOf(now);
    let text = '';
    for (let frame = last; frame >= 0 && frame > last - MOST; frame--) {
      const letters = this.#letters.get(frame) ?? '-';
      const more = letters.length === 1 ? letters : `(${letters})`;
      if (text.length + more.length > columns) break;
      text = more + text;
    }
    return text;
  }

  #frameOf(at: number): number {
    return Math.max(0, Math.floor((at - this.#start) / this.#frame));
  }
}
