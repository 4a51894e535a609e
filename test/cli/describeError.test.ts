import { IcmpArgumentError, IcmpError } from 'rxicmp';
import { expect, it } from 'vitest';
import { CliError } from '../../src/cli/cliError.ts';
import { describeError } from '../../src/cli/describeError.ts';

it.each([
  [new CliError('Wrong.', 'right.'), 'Wrong. Fix: right.'],
  [new IcmpError('ERR_ICMP_SYSTEM', 'No socket\n  at all.'), 'No socket at all.'],
  [new IcmpArgumentError('ttl', 0, 'more'), '--ttl is 0, expected more.'],
  [new IcmpArgumentError('payload', 65501, 'less', 'send less.'), '--size is 65501, expected less. Fix: send less.'],
  [new IcmpArgumentError('family', 6, '4, the family'), '-6: family is 6, expected 4, the family.'],
  [new IcmpArgumentError('destination', 'a%b', 'a zone'), 'target is "a%b", expected a zone.'],
  [new IcmpArgumentError('text', 'a/b', 'a block'), 'target is "a/b", expected a block.'],
  [new IcmpArgumentError('concurrent', 0, 'more'), '--concurrency is 0, expected more.'],
  [new IcmpArgumentError('period', 0, 'more'), '--interval is 0, expected more.'],
  [new IcmpArgumentError('maxTtl', 0, 'more'), '--max-ttl is 0, expected more.'],
  [new IcmpArgumentError('rate', 0, 'more, or a pacer'), '--rate is 0, expected more.'],
  [new IcmpArgumentError('up.n', 3, 'less'), '--up N/M: N is 3, expected less.'],
  [new IcmpArgumentError('down.of', 0, 'more'), '--down N/M: M is 0, expected more.'],
  [new IcmpArgumentError('handle', 'a', 'a handle'), 'handle is "a", expected a handle.'],
  ['a string', 'a string'],
])('%j', (error, line) => {
  expect(describeError(error)).toBe(line);
});

it('keeps the stack of what is a fault of ours', () => {
  const error = new TypeError('oops');
  expect(describeError(error)).toBe(error.stack);
});
