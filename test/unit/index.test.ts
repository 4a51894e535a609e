import * as rxicmp from 'rxicmp';
import { expect, it } from 'vitest';

it('exports these names and no others', () => {
  expect(Object.keys(rxicmp).sort()).toEqual([
    'EchoFailedError',
    'IcmpArgumentError',
    'IcmpError',
    'IcmpPermissionError',
    'addresses',
    'baselineShift',
    'diagnose',
    'engineHealth',
    'ewmaHysteresis',
    'groupByTarget',
    'histogramCounts',
    'hopStatistics',
    'ipdv',
    'isFailure',
    'isOutcome',
    'isSuccess',
    'mergeStatistics',
    'pacer',
    'pathMtu',
    'ping',
    'probe',
    'probeEach',
    'quorum',
    'reachability',
    'retryProbe',
    'statistics',
    'sweep',
    'sweepEvery',
    'takeUntilAborted',
    'throwIfFailed',
    'traceroute',
  ]);
});
