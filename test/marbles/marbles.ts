import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { materialize, type Observable, type ObservableNotification } from 'rxjs';
import { marbleOf, simulate, type Recorded, type Scenario } from 'rxicmp/testing';
import { expect } from 'vitest';
import { root } from '../runProgram.ts';
import { drawMarbles, type Mark } from './drawMarbles.ts';

/** A stream of a diagram: its program text, and the messages that it has to send, such as `5 r` and `20 |`. */
export interface Row<T = unknown> {
  readonly code: string;
  readonly stream: Observable<T>;
  readonly does: readonly string[];
  /** The text of a value that is no reply. */
  readonly text?: (value: T) => string;
  /** Its colour and its word in the legend, when it is more than a value. */
  readonly kind?: (value: T) => string;
}

/** Lets each row have a type of its own. */
export function row<T>(row: Row<T>): Row {
  return row as unknown as Row;
}

const folder = join(root, 'docs', 'marbles');

/**
 * Plays a scenario, and compares the messages of each stream with the expected ones, and the picture of these messages
 * with the one in docs/marbles. `npm run marbles` writes the pictures.
 */
export function expectMarbles(name: string, duration: number, scenario: Scenario, rows: () => readonly Row[]): void {
  const played = simulate(scenario, ({ record }) =>
    rows().map((row) => ({ row, messages: record(row.stream.pipe(materialize()), duration) })),
  );
  const lines = played.map(({ row, messages }) => ({ code: row.code, marks: messages.map((m) => markOf(m, row)) }));
  for (const [i, { row }] of played.entries()) {
    expect(
      lines[i]!.marks.map(({ at, text }) => `${at} ${text}`),
      row.code,
    ).toEqual(row.does);
  }
  const picture = drawMarbles({ name, lines, duration });
  const file = join(folder, `${name}.svg`);
  if (process.env.RXICMP_MARBLES === 'write') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, picture);
  }
  expect(readFileSync(file, 'utf8'), `npm run marbles draws ${name}.svg anew`).toBe(picture);
}

function markOf({ at, value: message }: Recorded<ObservableNotification<unknown>>, row: Row): Mark {
  const time = Math.round(at * 100) / 100;
  if (message.kind === 'C') return { at: time, text: '|', kind: 'complete', words: `completes at ${time} ms` };
  if (message.kind === 'E') return { at: time, text: '#', kind: 'error', words: `fails at ${time} ms` };
  const { value } = message;
  if (row.text !== undefined) {
    const text = row.text(value);
    return { at: time, text, kind: row.kind?.(value) ?? 'value', words: `${text} at ${time} ms` };
  }
  const { status } = value as { readonly status: string };
  return { at: time, text: marbleOf({ status }), kind: status, words: `${status} at ${time} ms` };
}
