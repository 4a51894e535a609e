/**
 * Makes text safe to show on a terminal. Control characters other than line feeds, and characters that change the
 * direction of writing, become escapes, such as `\u001b`.
 */
export function printable(text: string): string {
  return text.replaceAll(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
