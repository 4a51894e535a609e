import type { ProbeSource, ProbeTaker } from './probeSource.ts';
import type { SweepProbe } from './sweepProbe.ts';
import { sweepProbeTo } from './sweepProbeTo.ts';
import type { SweepTemplate } from './sweepSettings.ts';
import { NOTHING, type TargetReader } from './targetReader.ts';

/** One probe for each target. */
export class OnePass implements ProbeSource {
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

  start(taker: ProbeTaker): void {
    this.#targets.start(taker);
  }

  take(): SweepProbe | null {
    const given = this.#targets.take();
    return given === NOTHING ? null : sweepProbeTo(given, this.#template);
  }
}
