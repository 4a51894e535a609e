import { cut } from '../../src/cli/terminal/cut.ts';
import type { Screen, ScreenListener, Style } from '../../src/cli/terminal/screen.ts';

/** A screen that remembers what was drawn, as a terminal of its size would show it. */
export class FakeScreen implements Screen {
  columns: number;
  rows: number;
  readonly style: Style;
  readonly pictures: (readonly string[])[] = [];
  isOpen = false;
  #listener: ScreenListener | null = null;

  constructor(columns = 80, rows = 24, style: Style = { colors: false, unicode: true }) {
    this.columns = columns;
    this.rows = rows;
    this.style = style;
  }

  get last(): readonly string[] {
    return this.pictures.at(-1) ?? [];
  }

  open(listener: ScreenListener): void {
    this.isOpen = true;
    this.#listener = listener;
  }

  draw(lines: readonly string[]): void {
    this.pictures.push(lines.slice(0, this.rows).map((line) => cut(line, this.columns)));
  }

  close(): void {
    this.isOpen = false;
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.#listener?.onKey(key);
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.#listener?.onResize();
  }
}
