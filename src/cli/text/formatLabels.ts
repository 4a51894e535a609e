import type { MplsLabel } from '../../index.ts';

/** A label of MPLS, as mtr and traceroute show it. */
export function formatLabel({ label, trafficClass, bottomOfStack, ttl }: MplsLabel): string {
  return `L ${label} TC ${trafficClass} S ${bottomOfStack ? 1 : 0} TTL ${ttl}`;
}

/** A stack of labels, top first. */
export function formatLabels(labels: readonly MplsLabel[]): string {
  return `[MPLS: ${labels.map(formatLabel).join(', ')}]`;
}
