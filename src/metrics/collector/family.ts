import type { Labels } from '../metricsOptions.ts';
import type { RttCounts } from './rttCounts.ts';

/** What has a value in a family: a series, or the engine. */
export interface Source {
  readonly labels: Labels;
  /** As `labelText` writes them. */
  readonly text: string;
}

/** Labels that a family adds to those of a source. */
export type ExtraLabels = readonly (readonly [name: string, value: string])[];

interface FamilyBase {
  /** The name of a counter ends in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly unit: 'seconds' | null;
}

/** Numbers of one name. */
export interface NumberFamily<S> extends FamilyBase {
  readonly type: 'counter' | 'gauge';
  /** Calls `tell` with each number of a source. */
  read(source: S, tell: (value: number, extra: ExtraLabels) => void): void;
}

/** Round-trip times of one name. They are exposed in seconds. */
export interface HistogramFamily<S> extends FamilyBase {
  readonly type: 'histogram';
  readonly unit: 'seconds';
  read(source: S): RttCounts;
}

/** A metric as Prometheus knows it: a name, what it means, and what its values are. */
export type Family<S> = NumberFamily<S> | HistogramFamily<S>;

/** A family and the sources that have values in it. The family reads these sources and no others. */
export interface Block {
  readonly family: Family<Source>;
  readonly sources: readonly Source[];
}

export const NO_EXTRA: ExtraLabels = [];

/** A family with exactly one number, or none, for each source. */
export function single<S>(
  type: 'counter' | 'gauge',
  name: string,
  help: string,
  valueOf: (source: S) => number | null,
  unit: 'seconds' | null = null,
): NumberFamily<S> {
  const read = (source: S, tell: (value: number, extra: ExtraLabels) => void): void => {
    const value = valueOf(source);
    if (value !== null) tell(value, NO_EXTRA);
  };
  return { type, name, help, unit, read };
}
