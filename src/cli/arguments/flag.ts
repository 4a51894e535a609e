/** An option of the command line, and what it is to the library. */
export interface Flag<Option extends string = string> {
  readonly short?: string;
  /** How the help names its value; a flag without one takes none. */
  readonly value?: string;
  readonly help: string;
  /** The library's name for it; none for what only the command line knows. */
  readonly option?: Option;
  /** What the library expects of it, where that is more than can be written on a command line. */
  readonly expected?: string;
  /** The value that it must be read as, or the one that it stands for. */
  readonly as?: 'number' | 'text' | 'n/m' | 4 | 6 | true;
}

/** The options of a command by their long names, in the order of the help. */
export type Flags<Option extends string = string> = Readonly<Record<string, Flag<Option>>>;
