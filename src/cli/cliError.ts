/** A mistake on the command line, or a run that came to nothing: one line for stderr, and exit code 2. */
export class CliError extends Error {
  readonly #what: string;
  readonly #fix: string | null;

  constructor(what: string, fix: string | null = null) {
    super(fix === null ? what : `${what} Fix: ${fix}`);
    this.name = 'CliError';
    this.#what = what;
    this.#fix = fix;
  }

  /** The same with another thing to do. Null adds nothing, and a guess stands alone. */
  or(fix: string | null): CliError {
    if (fix === null || this.#fix?.endsWith('?') === true) return this;
    return new CliError(this.#what, this.#fix === null ? fix : `${this.#fix.replace(/\.$/, '')}; ${fix}`);
  }
}
