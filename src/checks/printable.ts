/**
 * Text that a terminal shows and does not obey. Control characters but line feeds, among them those that start an escape
 * sequence, and characters that turn the direction of writing become escapes, such as `\u001b`.
 */
export function printable(text: string): string {
  return text.replaceAll(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
