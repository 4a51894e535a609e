import type { IpTimestampOption } from './ipOption.ts';

/** Numbers of IPv4 options, and of what a timestamp option's stamps have in them. */
export const ipOptionTypes = {
  end: 0,
  noOperation: 1,
  recordRoute: 7,
  timestamp: 68,
  looseSourceRoute: 131,
  strictSourceRoute: 137,
  stampFlags: { none: 0, recorded: 1, given: 3 } satisfies Record<IpTimestampOption['addresses'], number>,
} as const;
