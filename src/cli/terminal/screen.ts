/** A whole screen that a command draws on, and the keys that are pressed there. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Whether colours, and characters beyond ASCII, may be used. */
  readonly style: Style;
  /** Takes the screen, and calls back from then on. */
  open(listener: ScreenListener): void;
  /** Draws over everything. Lines that have no room are cut off. */
  draw(lines: readonly string[]): void;
  /** Gives the screen back as it was. A second call does nothing. */
  close(): void;
}

export interface Style {
  readonly colors: boolean;
  readonly unicode: boolean;
}

export interface ScreenListener {
  /** A key: its character, or a name such as `enter`, `escape`, `up`, `backspace`. Not Ctrl-C, which interrupts the command. */
  readonly onKey: (key: string) => void;
  /** Everything has to be drawn again. */
  readonly onResize: () => void;
}
