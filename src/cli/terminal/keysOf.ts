const NAMES: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b': 'escape',
  '\x1b[A': 'up',
  '\x1b[B': 'down',
  '\x1b[5~': 'page up',
  '\x1b[6~': 'page down',
  '\x03': 'ctrl-c',
  '\x1a': 'ctrl-z',
  '\x1c': 'ctrl-\\',
  '\f': 'ctrl-l',
};

/** The keys in one piece of input from a terminal in raw mode. Unknown sequences are left out. */
export function keysOf(text: string): string[] {
  const parts = text.match(/\x1b(?:\[[\d;]*[A-Za-z~]|O[A-Za-z])|[^]/gu) ?? [];
  return parts.flatMap((part) => {
    const name = NAMES[part.replace('\x1bO', '\x1b[')];
    if (name !== undefined) return [name];
    return part.length === 1 && part >= ' ' ? [part] : [];
  });
}
