import { median } from './median.ts';

/** The goal of a figure, and the floor below which it is an alarm; null where the figure is only shown. */
export interface Goal {
  readonly better: 'higher' | 'lower';
  readonly reach: number | null;
  readonly floor: number | null;
}

/** One number that a bench is about, with what it was in every round. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly rounds: readonly number[];
  readonly value: number;
  readonly goal: Goal;
}

export type Verdict = 'reached' | 'above the floor' | 'BELOW THE FLOOR' | '';

/** The figure whose value is the median of its rounds. */
export function figure(name: string, unit: string, goal: Goal, rounds: readonly number[]): Figure {
  return { name, unit, rounds, value: median(rounds), goal };
}

/** NaN, which a bench gives that measured nothing, is below every floor. */
export function verdictOn({ value, goal: { better, reach, floor } }: Figure): Verdict {
  const holds = (bound: number): boolean => (better === 'higher' ? value >= bound : value <= bound);
  if (floor !== null && !holds(floor)) return 'BELOW THE FLOOR';
  if (reach === null) return '';
  if (holds(reach)) return 'reached';
  return floor === null ? '' : 'above the floor';
}
