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
  /** The name of its value in the help; without it the flag takes no value. */
  readonly value?: string;
  readonly help: string;
  /** The library's name for it. */
  readonly option?: Option;
  /** The command's name for it, where the library has no such option. */
  readonly own?: Own;
  /** Replaces what an error of the library expects, when part of that cannot be written on a command line. */
  readonly expected?: string;
  /** What to write for what other programs mean by its letter: told when its value, or what stands behind it, makes no sense. */
  readonly elsewhere?: string;
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
