/** How many columns a line takes: colours take none. */
export function widthOf(line: string): number {
  return line.replaceAll(/\x1b\[[\d;]*m/g, '').length;
}
