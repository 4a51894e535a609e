import * as rxicmp from 'rxicmp';
import { expect, it } from 'vitest';

it('exports these names and no others', () => {
  expect(Object.keys(rxicmp).sort()).toEqual([
    'EchoFailedError',
    'IcmpArgumentError',
    'IcmpError',
    'IcmpPermissionError',
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
    'pathMtu',
    'ping',
    'probe',
    'quorum',
    'reachability',
    'statistics',
    'takeUntilAborted',
    'throwIfFailed',
    'traceroute',
  ]);
});
