/**
 * Text that a terminal shows and does not obey: names, scenario files and errors may contain escape sequences. In a
 * string of JSON an escape stands for the character itself, so that nothing is lost there.
 */
export function printable(text: string): string {
  return text.replaceAll(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, escaped);
}

// The library does the same to its errors, but behind its doors, and loading these takes longer than finding a mistake.

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
