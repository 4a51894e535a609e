/**
 * Ends the process once all output is written. Otherwise an abandoned look-up would keep it alive until the resolver
 * answers.
 */
export function exitWith(code: number): void {
  // A write that failed is reported one turn later.
  process.stdout.write('', () => process.stderr.write('', () => setImmediate(() => process.exit(code))));
}
