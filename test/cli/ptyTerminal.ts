import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { commandLine } from './rxicmp.ts';

const script = '/usr/bin/script';
/** What the name of a test says that cannot run because there is no script(1); empty when there is. */
export const pendingWithoutPty = existsSync(script) ? '' : ' (pending: no script(1))';

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** TERM; null for none. */
  readonly kind?: string | null;
  /** Options before the command, such as `--simulate FILE`. */
  readonly before?: string;
}

/** A pseudo-terminal in which bash runs a line; `rx` is the command there. Its output ends with `[code N]`. */
export class PtyTerminal {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #ended: Promise<void>;
  #all = '';

  constructor(line: string, { columns = 80, rows = 24, kind = 'xterm', before = '' }: PtyOptions = {}) {
    const prepare = `tty; stty cols ${columns} rows ${rows}; rx() { ${commandLine} ${before} "$@"; }`;
    const env = { ...process.env, TERM: kind ?? '', SHELL: '/bin/bash', LC_ALL: 'C.UTF-8' };
    const unset = kind === null ? 'unset TERM; ' : '';
    this.#child = spawn(script, ['-qefc', `${unset}${prepare}; ${line}; echo "[code $?]"`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env,
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#all += text));
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', () => resolve());
    });
  }

  /** What was written to the terminal so far. */
  get output(): string {
    return this.#all.replace(/^\S*\r\n/, '');
  }

  type(text: string): void {
    this.#child.stdin.write(text);
  }

  resize(columns: number, rows: number): void {
    const [, path] = /^(\/dev\/\S+)\r\n/.exec(this.#all)!;
    spawnSync('stty', ['-F', path!, 'cols', String(columns), 'rows', String(rows)]);
  }

  /** Resolves when the pattern is in the output, so often behind some part of it. */
  async wrote(pattern: RegExp, times = 1, behind = 0): Promise<void> {
    const all = new RegExp(pattern, `${pattern.flags}g`);
    const isThere = (): boolean =>
      times === 1 && behind === 0
        ? pattern.test(this.output)
        : [...this.output.slice(behind).matchAll(all)].length >= times;
    let hasEnded = false;
    void this.#ended.then(() => (hasEnded = true));
    while (!isThere()) {
      if (hasEnded) throw new Error(`The terminal was closed without ${pattern}: ${JSON.stringify(this.output)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Resolves with all of the output, once the line has ended. */
  async end(): Promise<string> {
    await this.wrote(/\[code \d+\]\r\n$/);
    this.#child.stdin.end();
    await this.#ended;
    return this.output;
  }
}

/** The pictures that were drawn on the alternate screen, as lines without colours. */
export function picturesIn(output: string): string[][] {
  return [...output.matchAll(/\x1b\[H([^]*?)\x1b\[J/g)].map(([, text]) =>
    // The terminal itself may put a carriage return before a line feed.
    text!.split(/\r+\n/).map((line) => line.replaceAll(/\x1b\[[\d;]*[mK]/g, '')),
  );
}
