import type { HopStatistics } from '../../index.ts';
import { formatLabels } from '../text/formatLabels.ts';
import { sparkline } from '../text/sparkline.ts';
import { table } from '../text/table.ts';
import type { TraceView } from './traceView.ts';

const TITLES = ['TTL', 'HOST', 'LOSS', 'SENT', 'LAST', 'AVG', 'BEST', 'WORST', 'STDEV', 'P95', ''];
const ON_THE_LEFT = new Set([1, TITLES.length - 1]);
const SILENT = '???';

/**
 * The table of a trace, a line for each hop, for each further responder of it, and for each MPLS label that one of them told.
 *
 * @param nameOf how an address is shown.
 * @param bars how many of the latest probes are drawn; 0 for none.
 */
export function formatTrace(
  view: TraceView,
  nameOf: (address: string) => string,
  bars: number,
  unicode: boolean,
): string[] {
  const rows = [TITLES];
  for (const hop of view.table) {
    const { labels } = view.recentOf(hop.ttl);
    const [first = SILENT, ...others] = hop.responders.flatMap((responder) => [
      nameOf(responder),
      ...(labels.get(responder) ?? []).map((label) => `  ${formatLabels([label])}`),
    ]);
    rows.push(rowOf(view, hop, first, bars, unicode));
    for (const other of others) rows.push(['', other, ...Array<string>(TITLES.length - 2).fill('')]);
  }
  return table(rows, ON_THE_LEFT);
}

function rowOf(view: TraceView, hop: HopStatistics, host: string, bars: number, unicode: boolean): string[] {
  const { ttl, sent, lossRatio, rtt, percentiles, likelyRateLimited } = hop;
  const { last, mark, times } = view.recentOf(ttl);
  const notes = [
    bars > 0 ? sparkline(times.slice(-bars), unicode) : '',
    mark.trim(),
    likelyRateLimited && rtt !== null ? 'answers only some probes: no loss on the way' : '',
  ];
  return [
    String(ttl),
    host,
    lossRatio === null ? '-' : `${(lossRatio * 100).toFixed(1)}%`,
    String(sent),
    ...[last, rtt?.avg, rtt?.min, rtt?.max, rtt?.stddev, percentiles.p95].map((time) => time?.toFixed(3) ?? '-'),
    notes.filter((note) => note !== '').join('  '),
  ];
}
