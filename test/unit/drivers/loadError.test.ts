import { describe, expect, it } from 'vitest';
import { firstLine } from '../../../src/drivers/firstLine.ts';
import { forbiddenFix } from '../../../src/drivers/forbiddenFix.ts';
import { loadError } from '../../../src/drivers/loadError.ts';

const failed = (message: string, more: object) => Object.assign(new Error(message), more);

describe('why native code does not load', () => {
  it('is told with this machine and what to do', () => {
    const error = loadError('It does not load', 'a: no; b: no', 'build it.');
    const where = `${process.platform}-${process.arch} with Node ${process.versions.node}`;
    expect(error).toMatchObject({ code: 'ERR_ICMP_NO_DRIVER', fix: 'build it.' });
    expect(error.message).toBe(`It does not load on ${where}: a: no; b: no. Fix: build it.`);
  });

  it.each<[reason: unknown, line: string]>([
    [new Error('It is not there.\n    required from: here\n'), 'It is not there'],
    ['a text', 'a text'],
  ])('is one line of %s', (reason, line) => {
    expect(firstLine(reason)).toBe(line);
  });

  it.each<[reason: unknown, fix: string | null]>([
    [failed('no', { code: 'ERR_DLOPEN_DISABLED' }), 'start node with --allow-addons, and without --no-addons.'],
    [
      failed('no', { code: 'ERR_ACCESS_DENIED', resource: '/etc/a' }),
      'start node with --allow-addons and --allow-fs-read=*, or allow it to read /etc/a too.',
    ],
    [failed('no', { name: 'NotCapable' }), 'start deno with --allow-ffi --allow-read --allow-env --allow-sys.'],
    [failed('no', { code: 'MODULE_NOT_FOUND' }), null],
    ['a text', null],
  ])('may be that it is forbidden: %s', (reason, fix) => {
    expect(forbiddenFix(reason)).toBe(fix);
  });
});
