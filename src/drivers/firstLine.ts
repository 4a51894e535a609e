/** The first line of an error's message, without a full stop. */
export function firstLine(reason: unknown): string {
  const [line] = (reason instanceof Error ? reason.message : String(reason)).split('\n');
  return line!.replace(/\.$/, '');
}
