import * as rxicmp from 'rxicmp';
import { expect, it } from 'vitest';

it('exports these names and no others', () => {
  expect(Object.keys(rxicmp).sort()).toEqual([
    'EchoFailedError',
    'IcmpArgumentError',
    'IcmpError',
    'IcmpPermissionError',
    'diagnose',
    'engineHealth',
    'isFailure',
    'isOutcome',
    'isSuccess',
    'ping',
    'probe',
    'takeUntilAborted',
    'throwIfFailed',
  ]);
});
