/** The given options that the command itself carries out. The library does not know them. */
export interface Manner {
  /** A file with targets, or `-` for standard input. */
  readonly file?: string;
  readonly form?: OutputForm;
  /** Only the summary. */
  readonly quiet?: boolean;
  /** Addresses, not names. */
  readonly numeric?: boolean;
  /** A time stamp before each line. */
  readonly stamps?: boolean;
  readonly bell?: 'answer' | 'loss';
  /** Milliseconds from one snapshot of the statistics to the next. */
  readonly every?: number;
  /** Milliseconds after which the run ends. */
  readonly for?: number;
  /** A file that `--simulate` plays. */
  readonly record?: string;
}

export type OutputForm = 'text' | 'json' | 'csv' | 'prom';
