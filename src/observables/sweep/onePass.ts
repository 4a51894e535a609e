import type { Feed, FeedReader } from './probeSource.ts';
import type { Flight } from './sweepProbe.ts';
import { flightTo } from './sweepProbeTo.ts';
import type { SweepTemplate } from './sweepSettings.ts';
import { NOTHING, type TargetReader } from './targetReader.ts';

/** One probe for each target. */
export class OnePass implements Feed {
  readonly #targets: TargetReader;
  readonly #template: SweepTemplate;
  readonly next = null;
  readonly timed = false;

  constructor(targets: TargetReader, template: SweepTemplate) {
    this.#targets = targets;
    this.#template = template;
  }

  get done(): boolean {
    return this.#targets.done;
  }

  start(reader: FeedReader): void {
    this.#targets.start(reader);
  }

  take(): Flight | null {
    const given = this.#targets.take();
    return given === NOTHING ? null : flightTo(given, this.#template);
  }
}
