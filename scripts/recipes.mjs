// Which examples the page of recipes has, in which order. The others stand on the pages of the reference.

/** Names in examples/, by the chapter of docs/recipes.md. */
export const recipes = {
  'One probe': ['awaitOne', 'outcomes', 'mistakes', 'retry', 'retryProbe', 'retryWhenReady', 'abort', 'abortReason'],
  'A list that is watched': ['monitor', 'reachability', 'listFile', 'namesThatChange', 'groupByTarget', 'quorum'],
  'What becomes of it': [
    'webhook',
    'healthEndpoint',
    'serverSentEvents',
    'service',
    'worker',
    'exporter',
    'promClient',
    'openTelemetry',
  ],
  'Kept in files and databases': ['ndjson', 'sqlite', 'parquet', 'lineProtocol', 'recordTo'],
  'Many targets': ['sweep', 'sweepProgress', 'probeEach', 'pacer', 'race', 'rankByLatency', 'iterate'],
  'The way there': ['traceroute', 'hopStatistics', 'routeChanges', 'pathMtu'],
  Numbers: ['statistics', 'mergeStatistics', 'ipdv', 'lateReplies', 'baselineShift', 'ewmaHysteresis'],
  'All of IcmpSendEcho2Ex': [
    'wholeCall',
    'eventAndApc',
    'syncCall',
    'ipOptions',
    'twoNetworks',
    'severalReplies',
    'icmpapi',
    'koffi',
  ],
  Tests: ['simulate', 'vitest.test', 'jest.test', 'nodeTest', 'toScenario', 'replayOutage'],
  'Of your own': ['ownOperator', 'ownDriver', 'selfTest'],
};
