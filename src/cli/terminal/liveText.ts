import { printable } from '../../checks/printable.ts';
import { cut } from './cut.ts';
import { widthOf } from './widthOf.ts';

/** What is needed of a terminal, such as `process.stdout`. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
}

/** Text at the end of a terminal that is written over again and again. */
export class LiveText {
  readonly #terminal: Terminal;
  /** The lines that stand there. */
  #lines: readonly string[] = [];

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** How many letters a line may have. */
  get columns(): number {
    // Some terminals do not know their size.
    return this.#terminal.columns || 80;
  }

  /**
   * Replaces the last text. What does not fit is cut off: lines that wrap could not be counted. New text is written
   * over the old one, not after an erasure, so nothing flickers.
   */
  show(text: string): void {
    const { columns } = this;
    const rows = this.#terminal.rows || 24;
    const all = printable(text).split('\n');
    const most = Math.max(rows - 1, 1);
    const lines = all.length <= most ? all : [...all.slice(0, most - 1), `(and ${all.length - most + 1} more lines)`];
    const shown = lines.map((line) => cut(line, columns - 1));
    this.#terminal.write(`${this.#start()}${shown.map((line) => `${line}\x1b[K`).join('\n')}\x1b[J`);
    this.#lines = shown;
  }

  /** Calls `write` to write other text above; then this text stands below it again. */
  above(write: () => void): void {
    const lines = this.#lines;
    this.clear();
    write();
    if (lines.length > 0) this.show(lines.join('\n'));
  }

  /** Takes the text away. */
  clear(): void {
    if (this.#lines.length > 0) this.#terminal.write(`${this.#start()}\x1b[J`);
    this.#lines = [];
  }

  /** Leaves the text where it stands; what comes next comes below. */
  keep(): void {
    if (this.#lines.length > 0) this.#terminal.write('\n');
    this.#lines = [];
  }

  /** Where the text begins. A terminal that was made narrower has wrapped lines that have no room any more. */
  #start(): string {
    if (this.#lines.length === 0) return '';
    const rows = this.#lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / this.columns)), 0);
    return rows > 1 ? `\r\x1b[${rows - 1}A` : '\r';
  }
}
