import { openSync } from 'node:fs';
import { ReadStream, type WriteStream } from 'node:tty';
import { cut } from './cut.ts';
import { keysOf } from './keysOf.ts';
import type { Screen, ScreenListener, Style } from './screen.ts';
import { styleOf } from './styleOf.ts';
import { widthOf } from './widthOf.ts';

/** Opens the alternate screen without a cursor; `CLOSE` gives the main screen back. */
const OPEN = '\x1b[?1049h\x1b[?25l';
const CLOSE = '\x1b[?25h\x1b[?1049l';

/** The alternate screen of a terminal. The main screen comes back whenever the process ends or is stopped. */
export class TerminalScreen implements Screen {
  readonly style: Style;
  readonly #output: WriteStream;
  #input: ReadStream | null = null;
  #listener: ScreenListener | null = null;
  #isShown = false;

  constructor(output: WriteStream) {
    this.#output = output;
    this.style = styleOf(process.env, process.platform, output.isTTY);
  }

  // Some terminals do not know their size.

  get columns(): number {
    return this.#output.columns || 80;
  }

  get rows(): number {
    return this.#output.rows || 24;
  }

  open(listener: ScreenListener): void {
    this.#listener = listener;
    this.#input = keyboard();
    this.#input?.setEncoding('utf8').on('data', this.#onData);
    this.#output.on('resize', this.#onResize);
    process.on('SIGTSTP', this.#stop).on('SIGCONT', this.#goOn).on('exit', this.#hide);
    this.#show();
  }

  draw(lines: readonly string[]): void {
    if (!this.#isShown) return;
    const { columns, rows } = this;
    const text = lines.slice(0, rows).map((line) => {
      const shown = cut(line, columns);
      // Behind the last column a terminal still stands on it, and would erase it.
      return widthOf(shown) < columns ? `${shown}\x1b[K` : shown;
    });
    this.#output.write(`\x1b[H${text.join('\r\n')}\x1b[J`);
  }

  close(): void {
    if (this.#listener === null) return;
    this.#listener = null;
    this.#hide();
    this.#input?.off('data', this.#onData);
    if (this.#input === process.stdin) process.stdin.pause();
    else this.#input?.destroy();
    this.#output.off('resize', this.#onResize);
    process.off('SIGTSTP', this.#stop).off('SIGCONT', this.#goOn).off('exit', this.#hide);
  }

  #show(): void {
    if (this.#isShown) return;
    this.#isShown = true;
    this.#output.write(OPEN);
    this.#input?.setRawMode(true);
    this.#listener?.onResize();
  }

  readonly #hide = (): void => {
    if (!this.#isShown) return;
    this.#isShown = false;
    this.#output.write(CLOSE);
    try {
      this.#input?.setRawMode(false);
    } catch {
      // The terminal has gone.
    }
  };

  readonly #stop = (): void => {
    this.#hide();
    // This stops the process for the shell: SIGTSTP itself is caught here.
    process.kill(process.pid, 'SIGSTOP');
  };

  readonly #goOn = (): void => this.#show();

  readonly #onResize = (): void => this.#listener?.onResize();

  readonly #onData = (text: string | Buffer): void => {
    for (const key of keysOf(String(text))) {
      // In raw mode Ctrl-C and the like are keys, not signals.
      if (key === 'ctrl-c') process.kill(process.pid, 'SIGINT');
      else if (key === 'ctrl-\\') process.kill(process.pid, 'SIGQUIT');
      else if (key === 'ctrl-z') process.kill(0, 'SIGTSTP');
      else this.#listener?.onKey(key);
    }
  };
}

/** Where keys come from: standard input, or the terminal itself while targets are read from there; null without one. */
function keyboard(): ReadStream | null {
  if (process.stdin.isTTY) return process.stdin;
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    return null;
  }
}
