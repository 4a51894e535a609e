/**
 * Ends the process once all is written. A look-up that was given up would keep it alive until the resolver answers.
 */
export function exitWith(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
