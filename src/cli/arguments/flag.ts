/** How the text behind an option is read. */
export type FlagKind =
  | 'text'
  | 'number'
  | 'n/m'
  /** A time; a bare number is milliseconds, and one below 10 is refused because it may be meant as seconds. */
  | 'time'
  /** A time that must have its unit. */
  | 'span'
  /** A number, or a name of DSCP. */
  | 'tos'
  /** May be given several times, or with commas. */
  | 'list';

/** An option of the command line, and what it is to the library. */
export interface Flag<Option extends string = string, Own extends string = string> {
  readonly short?: string;
  /** How the help names its value; a flag without one takes none. */
  readonly value?: string;
  readonly help: string;
  /** The library's name for it. */
  readonly option?: Option;
  /** The name for it of the command, which alone knows it. */
  readonly own?: Own;
  /** What the library expects of it, where that is more than can be written on a command line. */
  readonly expected?: string;
  /** Default `text` for a flag with a value. */
  readonly as?: FlagKind;
  /** What a flag without a value stands for; default true. */
  readonly is?: unknown;
  /** All values that there are. */
  readonly choices?: readonly string[];
  /** What a shell can complete its value with. */
  readonly completes?: 'file' | 'interface';
}

/** The options of a command by their long names, in the order of the help. */
export type Flags<Option extends string = string, Own extends string = string> = Readonly<
  Record<string, Flag<Option, Own>>
>;
