import { IcmpArgumentError, IcmpError } from 'rxicmp';
import { expect, it } from 'vitest';
import { CliError } from '../../src/cli/cliError.ts';
import { describeError } from '../../src/cli/arguments/describeError.ts';

it.each([
  [new CliError('Wrong.', 'right.'), 'Wrong. Fix: right.'],
  [new IcmpError('ERR_ICMP_SYSTEM', 'No socket\n  at all.'), 'No socket at all.'],
  [new IcmpArgumentError('ttl', 0, 'more', 'do.'), '--ttl is 0, expected more. Fix: do.'],
  [
    new IcmpArgumentError('payload', 65501, 'less, or bytes', 'send less.'),
    '--size is 65501, expected 0 to 65500 bytes. Fix: send less.',
  ],
  [new IcmpArgumentError('family', 6, '4, the family', 'do.'), '-6: family is 6, expected 4, the family. Fix: do.'],
  [new IcmpArgumentError('destination', 'a%b', 'a zone', 'do.'), 'target is "a%b", expected a zone. Fix: do.'],
  [new IcmpArgumentError('text', 'a/b', 'a block', 'do.'), 'target is "a/b", expected a block. Fix: do.'],
  [new IcmpArgumentError('concurrent', 0, 'more', 'do.'), '--concurrency is 0, expected more. Fix: do.'],
  [new IcmpArgumentError('interval', 0, 'more', 'do.'), '--interval is 0, expected more. Fix: do.'],
  [new IcmpArgumentError('maxTtl', 0, 'more', 'do.'), '--max-ttl is 0, expected more. Fix: do.'],
  [
    new IcmpArgumentError('rate', 0, 'more, or a pacer', 'do.'),
    '--rate is 0, expected a number of probes a second above 0. Fix: do.',
  ],
  [new IcmpArgumentError('count', Infinity, 'less', 'do.'), '--count is Infinity, expected less. Fix: do.'],
  [
    new IcmpArgumentError('up.n', 3, 'less', 'leave out networkInterface.'),
    '--up N/M: N is 3, expected less. Fix: leave out --interface.',
  ],
  [new IcmpArgumentError('down.of', 0, 'more', 'do.'), '--down N/M: M is 0, expected more. Fix: do.'],
  [new IcmpArgumentError('handle', 'a', 'a handle', 'do.'), 'handle is "a", expected a handle. Fix: do.'],
  ['a string', 'a string'],
])('%j', (error, line) => {
  expect(describeError(error)).toBe(line);
});

it('keeps the stack of what is a fault of ours', () => {
  const error = new TypeError('oops');
  expect(describeError(error)).toBe(error.stack);
});
