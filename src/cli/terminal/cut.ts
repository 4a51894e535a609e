import { widthOfLetter } from './widthOf.ts';

/** The sequence that starts or ends a colour. Lines have no other escape sequences. */
const COLOR = /\x1b\[[\d;]*m/y;

/** Cuts a line so that it fits. Colours take no room, and end at the cut. */
export function cut(line: string, columns: number): string {
  let width = 0;
  let hasColor = false;
  for (let i = 0; i < line.length;) {
    COLOR.lastIndex = i;
    const color = line[i] === '\x1b' ? COLOR.exec(line) : null;
    if (color !== null) {
      hasColor = true;
      i = COLOR.lastIndex;
      continue;
    }
    const letter = String.fromCodePoint(line.codePointAt(i)!);
    width += widthOfLetter(letter);
    if (width > columns) return line.slice(0, i) + (hasColor ? '\x1b[0m' : '');
    i += letter.length;
  }
  return line;
}
