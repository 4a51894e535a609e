import { printable } from '../../checks/printable.ts';
import type { Screen } from '../terminal/screen.ts';
import { colored } from './colors.ts';
import { formatDetail } from './formatDetail.ts';
import { formatRow, formatTitles, layoutOf } from './formatRow.ts';
import { scaleOf } from './scale.ts';
import { SORTINGS } from './sortings.ts';
import type { Watched } from './watched.ts';

const KEYS = [
  's       sort by trouble, name, loss, latency',
  '/       show only targets with some letters; Enter ends, Escape shows all',
  'l       logarithmic scale, or linear',
  'up down choose a target, also page up and page down; Enter shows it alone, and all again',
  'r       start counting again',
  'p       pause the picture',
  'q       quit',
];
/** Transitions below the table, where there is room. */
const EVENTS = 4;

/** What the monitor shows on a screen, and what the keys change. */
export class MonitorView {
  readonly #targets: ReadonlyMap<string, Watched>;
  readonly #onQuit: () => void;
  readonly #events: string[] = [];
  #sorting = 0;
  #filter = '';
  #isTyping = false;
  #isLogarithmic = false;
  #isPaused = false;
  #isHelp = false;
  #chosen = 0;
  /** The target that is shown alone. */
  #alone: Watched | null = null;
  /** The rows in their order, as they were drawn last. */
  #rows: readonly Watched[] = [];
  /** How many of them had room. */
  #page = 1;

  constructor(targets: ReadonlyMap<string, Watched>, onQuit: () => void) {
    this.#targets = targets;
    this.#onQuit = onQuit;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Remembers a line for below the table. */
  tell(event: string): void {
    this.#events.push(event);
    if (this.#events.length > EVENTS) this.#events.shift();
  }

  onKey(key: string): void {
    if (this.#isTyping) return this.#type(key);
    switch (key) {
      case 'q':
        return this.#onQuit();
      case 's':
        this.#sorting = (this.#sorting + 1) % SORTINGS.length;
        return;
      case '/':
        this.#isTyping = true;
        this.#filter = '';
        return;
      case 'l':
        this.#isLogarithmic = !this.#isLogarithmic;
        return;
      case 'r':
        for (const watched of this.#targets.values()) watched.reset();
        return;
      case 'p':
        this.#isPaused = !this.#isPaused;
        return;
      case '?':
        this.#isHelp = !this.#isHelp;
        return;
      case 'up':
      case 'down':
      case 'page up':
      case 'page down':
        return this.#move((key.endsWith('up') ? -1 : 1) * (key.startsWith('page') ? this.#page : 1));
      case 'enter':
        this.#alone = this.#alone === null ? (this.#rows[this.#chosen] ?? null) : null;
        return;
      case 'escape':
        this.#alone = null;
        this.#isHelp = false;
        this.#filter = '';
    }
  }

  #move(by: number): void {
    this.#chosen = Math.max(0, Math.min(this.#chosen + by, this.#rows.length - 1));
  }

  #type(key: string): void {
    if (key === 'enter' || key === 'escape') this.#isTyping = false;
    if (key === 'escape') this.#filter = '';
    if (key === 'backspace') this.#filter = this.#filter.slice(0, -1);
    if (key.length === 1) this.#filter += key;
  }

  draw(screen: Screen, now: number): void {
    const { columns, rows, style } = screen;
    if (this.#isHelp) return screen.draw([this.head(), '', ...KEYS]);
    if (this.#alone !== null) {
      return screen.draw(formatDetail(this.#alone, columns, style, this.#isLogarithmic, now).map(printable));
    }
    const shown = [...this.#targets.values()].filter(({ target }) => target.includes(this.#filter));
    this.#rows = shown.sort(SORTINGS[this.#sorting]![1]);
    this.#chosen = Math.min(this.#chosen, Math.max(0, shown.length - 1));
    const events = rows >= 12 ? this.#events : [];
    const room = Math.max(1, rows - 2 - events.length - (events.length > 0 ? 1 : 0));
    this.#page = room;
    const first = Math.max(0, Math.min(this.#chosen - (room >> 1), shown.length - room));
    const visible = shown.slice(first, first + room);
    let longest = 0;
    for (const { width } of this.#targets.values()) longest = Math.max(longest, width);
    const layout = layoutOf(columns, longest);
    let highest = 0;
    for (const { recent } of visible) for (const time of recent) highest = Math.max(highest, time ?? 0);
    const scale = scaleOf(highest, this.#isLogarithmic);
    const lines = visible.map((watched, i) => {
      const line = formatRow(watched, layout, scale, style, now);
      return first + i === this.#chosen ? `>${line.slice(1)}` : line;
    });
    const top = layout.bars > 0 ? `  ${this.#isLogarithmic ? 'log ' : ''}0 to ${scale.top} ms` : '';
    screen.draw([
      this.head(),
      colored(`${formatTitles(layout)}${top}`, 'dim', style),
      ...lines,
      ...(events.length > 0 ? ['', ...events.map(printable)] : []),
    ]);
  }

  /** The line above the table: how many targets have each state, and what the keys have set. */
  head(): string {
    const parts = [countOf(this.#targets)];
    if (this.#isTyping || this.#filter !== '') parts.push(`filter: ${this.#filter}${this.#isTyping ? '_' : ''}`);
    parts.push(`sort: ${SORTINGS[this.#sorting]![0]}`);
    if (this.#isPaused) parts.push('paused');
    parts.push('? keys');
    return parts.join('  ');
  }
}

/** One line for all targets. */
export function countOf(targets: ReadonlyMap<string, Watched>): string {
  const counts = { up: 0, down: 0, unresolved: 0, unknown: 0 };
  for (const { state, isUnresolved } of targets.values()) {
    if (isUnresolved) counts.unresolved++;
    else if (state === 'up' || state === 'down') counts[state]++;
    else counts.unknown++;
  }
  const more = (['unresolved', 'unknown'] as const).filter((what) => counts[what] > 0);
  const parts = [`${counts.up} up`, `${counts.down} down`, ...more.map((what) => `${counts[what]} ${what}`)];
  return `${targets.size} ${targets.size === 1 ? 'target' : 'targets'}: ${parts.join(', ')}`;
}
