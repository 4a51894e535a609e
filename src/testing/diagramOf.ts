/** A message of RxJS' marble tests. */
interface Message {
  readonly frame: number;
  readonly notification: { readonly kind: string; readonly value?: unknown; readonly error?: unknown };
}

/**
 * The marble diagram of messages whose values are letters, as `5ms r 999ms (t|)`.
 *
 * @returns null for what a diagram cannot say: other values, fractions of a millisecond, and what comes while the letters of a
 * group are still passing.
 */
export function diagramOf(messages: unknown): string | null {
  if (!Array.isArray(messages)) return null;
  const moments = new Map<number, string>();
  for (const { frame, notification } of messages as readonly Message[]) {
    const letter = letterOf(notification);
    if (letter === null) return null;
    moments.set(frame, (moments.get(frame) ?? '') + letter);
  }
  const parts: string[] = [];
  let now = 0;
  for (const [frame, letters] of moments) {
    if (!Number.isInteger(frame) || frame < now) return null;
    if (frame > now) parts.push(`${frame - now}ms`);
    const group = letters.length === 1 ? letters : `(${letters})`;
    parts.push(group);
    now = frame + group.length;
  }
  return parts.length === 0 ? '-' : parts.join(' ');
}

function letterOf({ kind, value, error }: Message['notification']): string | null {
  if (kind === 'C') return '|';
  if (kind === 'E') return error === 'error' ? '#' : null;
  return typeof value === 'string' && /^[a-z\d]$/i.test(value) ? value : null;
}
