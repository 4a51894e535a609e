const SERIES =
  'for a series call ping(target, { interval, count }), for each target of a list monitor(targets, { interval, rounds }).';
const MANY = 'it is an option of sweep(targets, ...) and of monitor(targets, ...).';
const LATE = 'late replies are told in a series: ping(target, { count: 1, lateWindow }).';
const TRACE = 'it is an option of traceroute(target, ...).';

/** What to do about an option that another stream has. */
export const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['interval', SERIES],
  ['count', SERIES],
  ['rounds', SERIES],
  ['duration', SERIES],
  ['lateWindow', LATE],
  ['rate', MANY],
  ['concurrent', MANY],
  ['hostsOnly', MANY],
  ['maxTtl', TRACE],
  ['probes', TRACE],
]);
