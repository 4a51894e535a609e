/** A colour, or what ends it. Nothing else that a terminal obeys is in a line. */
const COLOR = /\x1b\[[\d;]*m/y;

/** As much of a line as fits; colours take no room, and do not go on behind the cut. */
export function cut(line: string, columns: number): string {
  let width = 0;
  let hasColor = false;
  for (let i = 0; i < line.length; i++) {
    COLOR.lastIndex = i;
    const color = line[i] === '\x1b' ? COLOR.exec(line) : null;
    if (color !== null) {
      hasColor = true;
      i = COLOR.lastIndex - 1;
    } else if (++width > columns) return line.slice(0, i) + (hasColor ? '\x1b[0m' : '');
  }
  return line;
}
