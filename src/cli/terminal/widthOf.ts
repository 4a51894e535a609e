/** Letters that take two columns: those of East Asia (Unicode Annex 11), and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Letters that stand on the one before. */
const COMBINING = /[\p{Mn}\p{Me}\u200b-\u200d\ufe00-\ufe0f]/u;
/** All letters of most texts: each takes a column. */
const NARROW = /^[\0-\u02ff]*$/;

/** How many columns a line takes: colours take none. */
export function widthOf(line: string): number {
  const text = line.replaceAll(/\x1b\[[\d;]*m/g, '');
  if (NARROW.test(text)) return text.length;
  let width = 0;
  for (const letter of text) width += widthOfLetter(letter);
  return width;
}

/** How many columns one letter takes. */
export function widthOfLetter(letter: string): 0 | 1 | 2 {
  if (letter < '\u0300') return 1;
  return WIDE.test(letter) ? 2 : COMBINING.test(letter) ? 0 : 1;
}

/** Fills a text up with blanks behind it. */
export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}
