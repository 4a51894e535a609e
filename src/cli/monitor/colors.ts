import type { Style } from '../terminal/screen.ts';

export type Color = 'green' | 'yellow' | 'red' | 'dim' | 'inverse';
const CODES: Readonly<Record<Color, number>> = { green: 32, yellow: 33, red: 31, dim: 2, inverse: 7 };

/** Text in a colour, where colours may be used. */
export function colored(text: string, color: Color, { colors }: Style): string {
  return colors && text !== '' ? `\x1b[${CODES[color]}m${text}\x1b[0m` : text;
}

/** Letters, each in its own colour; neighbours of the same colour share one escape sequence. */
export function coloredEach(letters: string, colorOf: (index: number) => Color, style: Style): string {
  if (!style.colors) return letters;
  let text = '';
  let run = '';
  for (let i = 0; i < letters.length; i++) {
    if (i > 0 && colorOf(i) !== colorOf(i - 1)) {
      text += colored(run, colorOf(i - 1), style);
      run = '';
    }
    run += letters[i]!;
  }
  return text + colored(run, colorOf(letters.length - 1), style);
}
