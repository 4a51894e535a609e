import type { ProbeValue } from '../probe/probeValue.ts';

/** One attempt at a probe of a series. */
export interface SeriesProbe extends ProbeValue {
  readonly destination: string;
  readonly family: 4 | 6;
  /** Takes back what the driver has of it; null when the driver has nothing. */
  pending: { cancel(): void } | null;
  /** Another attempt follows it. */
  isRetried: boolean;
  /** Nothing more comes of it. */
  isOver: boolean;
}
