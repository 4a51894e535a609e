import { Subject, type Subscription, switchMap, startWith, auditTime, merge } from 'rxjs';
import { printable } from '../../checks/printable.ts';
import { type Hop, hopStatistics } from '../../index.ts';
import type { Screen } from '../terminal/screen.ts';
import { formatTrace } from './formatTrace.ts';
import type { HopNames } from './hopNames.ts';
import { TraceView } from './traceView.ts';

/** Milliseconds between two updates of the screen. */
const REFRESH = 200;

/** The table of a trace of many rounds: printed at the end, or shown on a screen all the time. */
export class TraceTable {
  readonly #target: string;
  readonly #names: HopNames | null;
  readonly #onQuit: () => void;
  readonly #hops = new Subject<Hop>();
  readonly #resets = new Subject<void>();
  readonly #changes = new Subject<void>();
  readonly #subscription: Subscription;
  #view = new TraceView();
  #screen: Screen | null = null;
  #isPaused = false;
  #isNumeric = false;

  /**
   * @param names null: addresses alone.
   * @param onQuit called when the key `q` was pressed.
   */
  constructor(target: string, names: HopNames | null, onQuit: () => void) {
    this.#target = target;
    this.#names = names;
    this.#onQuit = onQuit;
    this.#subscription = this.#resets
      .pipe(
        startWith(undefined),
        switchMap(() => {
          this.#view = new TraceView();
          return this.#hops.pipe(hopStatistics());
        }),
      )
      .subscribe((table) => (this.#view.table = table));
    this.#subscription.add(merge(this.#changes.pipe(auditTime(REFRESH)), this.#resets).subscribe(() => this.#draw()));
  }

  get view(): TraceView {
    return this.#view;
  }

  add(hop: Hop): void {
    this.#view.add(hop);
    this.#hops.next(hop);
    if (this.#names !== null) {
      for (const responder of hop.responders) void this.#names.ask(responder).then(() => this.#changes.next());
    }
    this.#changes.next();
  }

  /** Shows itself on a screen until `close`. */
  open(screen: Screen): void {
    this.#screen = screen;
    screen.open({ onKey: (key) => this.#onKey(key), onResize: () => this.#draw() });
  }

  close(): void {
    this.#subscription.unsubscribe();
    this.#screen?.close();
    this.#screen = null;
  }

  /** The table as text. */
  text(): string {
    return formatTrace(this.#view, this.#nameOf, 0, false).join('\n');
  }

  /** Names are what others have written into their DNS. */
  readonly #nameOf = (address: string): string =>
    printable(this.#isNumeric || this.#names === null ? address : this.#names.nameOf(address));

  #onKey(key: string): void {
    if (key === 'q' || key === 'escape') return this.#onQuit();
    if (key === 'r') return this.#resets.next();
    if (key === 'p') this.#isPaused = !this.#isPaused;
    if (key === 'n') this.#isNumeric = !this.#isNumeric;
    this.#draw(true);
  }

  #draw(always = false): void {
    const screen = this.#screen;
    if (screen === null || (this.#isPaused && !always)) return;
    const { destination, rounds } = this.#view;
    const state = this.#isPaused ? 'paused  ' : '';
    const head = `${printable(this.#target)}${destination === null || destination === this.#target ? '' : ` (${destination})`}`;
    const [titles] = formatTrace(this.#view, this.#nameOf, 0, screen.style.unicode);
    const room = screen.columns - titles!.length - 2;
    const bars = Math.max(0, Math.min(room, 40));
    const lines = formatTrace(this.#view, this.#nameOf, bars, screen.style.unicode);
    const keys = 'q quit  r reset  p pause  n names';
    screen.draw([`${head}: round ${rounds}  ${state}${keys}`, '', ...lines]);
  }
}
