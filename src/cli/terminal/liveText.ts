import { printable } from '../../checks/printable.ts';

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
  #lines = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Puts a text in the place of the last one. What has no room is cut off: lines that wrap could not be counted. */
  show(text: string): void {
    // Some terminals do not know their size.
    const columns = this.#terminal.columns || 80;
    const rows = this.#terminal.rows || 24;
    const all = printable(text).split('\n');
    const lines = all.length < rows ? all : [...all.slice(0, rows - 2), `(and ${all.length - rows + 2} more lines)`];
    this.#terminal.write(this.#erasure() + lines.map((line) => line.slice(0, columns - 1)).join('\n'));
    this.#lines = lines.length;
  }

  /** Takes the text away. */
  clear(): void {
    if (this.#lines > 0) this.#terminal.write(this.#erasure());
    this.#lines = 0;
  }

  /** Leaves the text where it stands; what comes next comes below. */
  keep(): void {
    if (this.#lines > 0) this.#terminal.write('\n');
    this.#lines = 0;
  }

  #erasure(): string {
    if (this.#lines === 0) return '';
    return `\r${this.#lines > 1 ? `\x1b[${this.#lines - 1}A` : ''}\x1b[J`;
  }
}
