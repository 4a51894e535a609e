/** The letters of `marbleOf`, by the status of a reply. */
const letters: Readonly<Record<string, string>> = {
  success: 'r',
  'timed-out': 't',
  late: 'l',
  duplicate: 'd',
  skipped: 's',
  removed: 'e',
  'not-sent': 'n',
  'not-resolved': 'n',
};

/**
 * One letter for a reply, for marble diagrams: `r` a reply, `t` timed out, `l` late, `d` a duplicate, `s` skipped,
 * `n` not sent or not resolved, `e` removed from the list, `x` refused in whatever way.
 */
export function marbleOf({ status }: { readonly status: string }): string {
  return letters[status] ?? 'x';
}
