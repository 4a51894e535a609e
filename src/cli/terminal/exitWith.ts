/**
 * Ends the process once all is written. A look-up that was given up would keep it alive until the resolver answers.
 */
export function exitWith(code: number): void {
  // What could not be written is told in the turn after the write.
  process.stdout.write('', () => process.stderr.write('', () => setImmediate(() => process.exit(code))));
}
