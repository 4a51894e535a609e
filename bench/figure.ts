import { median } from './median.ts';

/** The goal of a figure, and the floor below which it is an alarm; null where the figure is only shown. */
export interface Goal {
  readonly better: 'higher' | 'lower';
  readonly reach: number | null;
  readonly floor: number | null;
  /**
   * A ratio of wall-clock time to a peer that has fewer threads and as much to do: the floor holds where each of our threads
   * may have a processor for itself.
   */
  readonly needsFreeProcessors?: true;
}

export function higher(reach: number | null, floor: number | null = null): Goal {
  return { better: 'higher', reach, floor };
}

export function lower(reach: number | null, floor: number | null = null): Goal {
  return { better: 'lower', reach, floor };
}

/** Of several threads against a peer's one, by wall-clock time. */
export function speedup(reach: number, floor: number): Goal {
  return { better: 'higher', reach, floor, needsFreeProcessors: true };
}

/** One number that a bench is about, with what it was in every round. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly rounds: readonly number[];
  readonly value: number;
  readonly goal: Goal;
}

export type Verdict = 'reached' | 'above the floor' | 'BELOW THE FLOOR' | 'not judged: other programs run' | '';

/** The figure whose value is the median of its rounds. */
export function figure(name: string, unit: string, goal: Goal, rounds: readonly number[]): Figure {
  return { name, unit, rounds, value: median(rounds), goal };
}

/**
 * NaN, which a bench gives that measured nothing, is below every floor.
 *
 * @param areProcessorsFree no other program takes a part of them that counts.
 */
export function verdictOn({ value, goal }: Figure, areProcessorsFree: boolean): Verdict {
  const { better, reach, floor, needsFreeProcessors = false } = goal;
  const holds = (bound: number): boolean => (better === 'higher' ? value >= bound : value <= bound);
  if (floor !== null && !holds(floor)) {
    const isExcused = needsFreeProcessors && !areProcessorsFree && !Number.isNaN(value);
    return isExcused ? 'not judged: other programs run' : 'BELOW THE FLOOR';
  }
  if (reach === null) return '';
  if (holds(reach)) return 'reached';
  return floor === null ? '' : 'above the floor';
}
