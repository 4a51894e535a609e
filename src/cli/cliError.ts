/** A mistake on the command line, or a run that came to nothing: one line for stderr, and exit code 2. */
export class CliError extends Error {
  constructor(message: string, fix: string | null = null) {
    super(fix === null ? message : `${message} Fix: ${fix}`);
    this.name = 'CliError';
  }
}
