import { EchoFailedError, IcmpArgumentError, IcmpError, IcmpPermissionError, probe, throwIfFailed } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { expect, it } from 'vitest';
import { inVirtualTime } from './observables/virtual.ts';

const denied = { name: 'ERROR_ACCESS_DENIED', number: 5 };
const sockets = [{ family: 4, kind: 'ping', usable: false, errorCode: 'EACCES', fix: 'do.' }] as const;

it.each([
  [
    new IcmpError('ERR_ICMP_SYSTEM', 'No memory.', null, { name: 'ERROR_NOT_ENOUGH_MEMORY', number: 8 }),
    {
      name: 'IcmpError',
      code: 'ERR_ICMP_SYSTEM',
      fix: null,
      win32: { name: 'ERROR_NOT_ENOUGH_MEMORY', number: 8 },
    },
  ],
  [
    new IcmpArgumentError('ttl', 0, 'more', 'pass 1.'),
    {
      name: 'IcmpArgumentError',
      code: 'ERR_ICMP_ARGUMENT',
      argument: 'ttl',
      value: 0,
      expected: 'more',
      fix: 'pass 1.',
      win32: null,
    },
  ],
  [
    new IcmpPermissionError(sockets, 'ask.'),
    { name: 'IcmpPermissionError', code: 'ERR_ICMP_PERMISSION', sockets, fix: 'ask.', win32: denied },
  ],
])('%s is a plain object for logs and other processes', (error, fields) => {
  const plain = error.toJSON();
  expect(plain).toEqual({ ...fields, message: error.message });
  expect(structuredClone(plain)).toEqual(plain);
  expect(JSON.parse(JSON.stringify(error))).toEqual(plain);
});

it('is plain whatever was passed', () => {
  const itself: Record<string, unknown> = {};
  itself['self'] = itself;
  for (const value of [itself, 5n, Symbol('a'), () => 0]) {
    expect(JSON.stringify(new IcmpArgumentError('target', value, 'text', 'pass text.'))).toContain(
      '"argument":"target"',
    );
  }
});

it.each([
  ['192.0.2.1', { source: '192.0.2.98' }, 'source', { name: 'ERROR_INVALID_NETNAME', number: 1214 }],
  // The error has the words of the stream, which has a target and no destination.
  ['fe80::1%9', {}, 'target', { name: 'ERROR_INVALID_PARAMETER', number: 87 }],
  ['192.0.2.1', { ttl: 0 }, 'ttl', null],
])(
  'of a stream that probes %s with %j says what Windows answers if the driver threw it',
  (target, options, argument, win32) => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [], sources: ['192.0.2.99'] }, scheduler);
      const errors: unknown[] = [];
      probe(target, { driver, ...options }).subscribe({ error: (error) => errors.push(error) });
      scheduler.flush();
      expect(errors).toMatchObject([{ argument, win32 }]);
    });
  },
);

it('has the reply that failed', () => {
  inVirtualTime((scheduler) => {
    const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
    const errors: EchoFailedError[] = [];
    probe('192.0.2.1', { driver })
      .pipe(throwIfFailed())
      .subscribe({ error: (error: EchoFailedError) => errors.push(error) });
    scheduler.flush();
    expect(errors[0]!.toJSON()).toMatchObject({
      name: 'EchoFailedError',
      code: 'ERR_ICMP_ECHO_FAILED',
      reply: { target: '192.0.2.1', status: 'timed-out' },
    });
  });
});

it('shows control characters, and characters that turn the direction of writing, as escapes', () => {
  const name = '\x1b[31mred\x9b1m\x7f\u202Etxt\u2028\r';
  const shown = String.raw`\u001b[31mred\u009b1m\u007f\u202etxt\u2028\u000d`;
  const error = new IcmpError('ERR_ICMP_SYSTEM', `${name} is odd.`, `leave ${name} out.`);
  expect(error).toMatchObject({ message: `${shown} is odd. Fix: leave ${shown} out.`, fix: `leave ${shown} out.` });
  const argument = new IcmpArgumentError('target', '\x9b31mü', 'a name', 'mend it.');
  expect(argument.message).toContain(String.raw`"\u009b31mü"`);
  expect(argument.value).toBe('\x9b31mü');
});
