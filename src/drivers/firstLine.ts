/** What an error says, without what stands on further lines and without a full stop. */
export function firstLine(reason: unknown): string {
  const [line] = (reason instanceof Error ? reason.message : String(reason)).split('\n');
  return line!.replace(/\.$/, '');
}
