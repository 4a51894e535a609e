/** The one timer of a driver that has to poll. It keeps the process alive while somebody holds it. */
export class PollTimer {
  readonly #run: () => void;
  #timer: NodeJS.Timeout | null = null;
  #at = Infinity;
  #holds = 0;

  constructor(run: () => void) {
    this.#run = run;
  }

  /** Keeps the process alive until `letGo`. */
  hold(): void {
    if (this.#holds++ === 0) this.#timer?.ref();
  }

  letGo(): void {
    if (--this.#holds === 0) this.#timer?.unref();
  }

  /** Runs in `delay` milliseconds, or earlier if it was set to. */
  within(delay: number): void {
    if (performance.now() + delay < this.#at) this.in(delay);
  }

  /** Runs in `delay` milliseconds, and not before. */
  in(delay: number): void {
    this.stop();
    this.#at = performance.now() + delay;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#at = Infinity;
      this.#run();
    }, delay);
    if (this.#holds === 0) this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#at = Infinity;
  }
}
