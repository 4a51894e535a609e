const SERIES =
  'for a series call ping(target, { interval, count }), for each target of a list monitor(targets, { interval, rounds }).';
const MANY = 'it is an option of sweep(targets, ...) and of monitor(targets, ...).';
const LATE = 'late replies are told in a series: ping(target, { count: 1, lateWindow }).';
const TRACE = 'it is an option of traceroute(target, ...).';

/** What to do about an option that another stream has, or that other libraries of ping have under another name. */
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
  ['maxHops', 'did you mean maxTtl? It is an option of traceroute(target, ...).'],
  ['packets', SERIES],
  ['size', 'did you mean payload? It takes a number of bytes, or the bytes.'],
  ['retries', 'did you mean retry?'],
  ['attempts', 'did you mean retry?'],
  ['df', 'did you mean dontFragment?'],
  ['iface', 'did you mean networkInterface?'],
  ['host', 'did you mean target?'],
  ['address', 'did you mean target?'],
  ['signal', 'pipe the stream through takeUntilAborted(signal).'],
]);
