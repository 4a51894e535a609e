import { type ExtraLabels, type Family, type HistogramFamily, type NumberFamily, single } from './family.ts';
import type { Series } from './series.ts';

const known = new Map<string, ExtraLabels>();

/** Returns the same objects for the same text: there are few statuses, and many series. */
function extra(text: string, make: () => ExtraLabels): ExtraLabels {
  let labels = known.get(text);
  if (labels === undefined) known.set(text, (labels = make()));
  return labels;
}

const ofStatus = (status: string): ExtraLabels => extra(status, () => [['status', status]]);
const ofTransition = (key: string): ExtraLabels =>
  extra(key, () => {
    const [kind, to] = key.split(' ') as [string, string];
    return [
      ['kind', kind],
      ['to', to],
    ];
  });

const probes: NumberFamily<Series> = {
  type: 'counter',
  name: 'rxicmp_probes_total',
  help: 'Probes that have ended, by what became of them.',
  unit: null,
  read({ rtts, failures }, tell) {
    tell(rtts.count, ofStatus('success'));
    failures.forEach((count, status) => tell(count, ofStatus(status)));
  },
};

const transitions: NumberFamily<Series> = {
  type: 'counter',
  name: 'rxicmp_transitions_total',
  help: 'How often a detector changed what it thinks of the target.',
  unit: null,
  read: ({ transitions }, tell) => transitions.forEach((count, key) => tell(count, ofTransition(key))),
};

function rtt(name: string): HistogramFamily<Series> {
  const help = 'Round-trip times of the echo replies that came in time.';
  return { type: 'histogram', name, help, unit: 'seconds', read: ({ rtts }) => rtts };
}

const asNumber = (up: boolean | null): number | null => (up === null ? null : Number(up));
const ttl = (name: string) =>
  single<Series>('gauge', name, 'TTL or hop limit of the latest echo reply in time.', ({ replyTtl }) => replyTtl);
const duplicates = (name: string) =>
  single<Series>('counter', name, 'Further replies to probes that had one.', (series) => series.duplicates);

const common: readonly Family<Series>[] = [
  single('gauge', 'rxicmp_up', 'Whether the target is up.', ({ up }) => asNumber(up)),
  single('counter', 'rxicmp_late_total', 'Replies after the time-out; their probes are lost.', ({ late }) => late),
  single('counter', 'rxicmp_skipped_total', 'Beats that were left out.', ({ skipped }) => skipped),
  transitions,
];

/** Statuses of probes that did not leave. */
const UNSENT: ReadonlySet<string> = new Set(['not-sent', 'not-resolved']);

function failures(series: Series, wasSent: boolean): number {
  let sum = 0;
  for (const [status, count] of series.failures) if (UNSENT.has(status) !== wasSent) sum += count;
  return sum;
}

/** The families of each series, by the option `names`. */
export const seriesFamilies: Readonly<Record<'rxicmp' | 'smokeping_prober', readonly Family<Series>[]>> = {
  rxicmp: [
    probes,
    rtt('rxicmp_rtt_seconds'),
    duplicates('rxicmp_duplicates_total'),
    ttl('rxicmp_reply_ttl'),
    ...common,
  ],
  smokeping_prober: [
    single(
      'counter',
      'smokeping_requests_total',
      'Probes that were sent and have ended.',
      (series) => series.rtts.count + failures(series, true),
    ),
    rtt('smokeping_response_duration_seconds'),
    duplicates('smokeping_response_duplicates_total'),
    ttl('smokeping_response_ttl'),
    single('counter', 'smokeping_send_errors_total', 'Probes that could not be sent.', (s) => failures(s, false)),
    ...common,
  ],
};
