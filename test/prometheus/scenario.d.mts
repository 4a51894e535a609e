export const COUNT: number;
export const BOUNDS: readonly number[];
export function behaviourOf(i: number): {
  readonly latency?: number;
  readonly loss?: { readonly every: number };
  readonly silent?: boolean;
  readonly refuse?: { readonly type: number; readonly code: number; readonly from: string };
};
export function addressOf(i: number): string;
