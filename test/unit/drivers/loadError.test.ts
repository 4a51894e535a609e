import { expect, it } from 'vitest';
import { loadError } from '../../../src/drivers/loadError.ts';

it.each<[reason: unknown, text: string, fix: string]>([
  [new Error('No build was found.\n    loaded from: here\n'), 'No build was found', 'build it.'],
  ['a text', 'a text', 'build it.'],
  [
    Object.assign(new Error('Loading is disabled.'), { code: 'ERR_DLOPEN_DISABLED' }),
    'Loading is disabled',
    'start node with --allow-addons, and without --no-addons.',
  ],
  [
    Object.assign(new Error('Restricted'), { code: 'ERR_ACCESS_DENIED', resource: '/etc/a' }),
    'Restricted',
    'start node with --allow-addons and --allow-fs-read=*, or allow it to read /etc/a too.',
  ],
  [
    Object.assign(new Error('Requires ffi access'), { name: 'NotCapable' }),
    'Requires ffi access',
    'start deno with --allow-ffi --allow-read --allow-env.',
  ],
])('says why native code does not load: %s', (reason, text, fix) => {
  const error = loadError('It does not load', reason, 'build it.');
  const where = `${process.platform}-${process.arch} with Node ${process.versions.node}`;
  expect(error).toMatchObject({ code: 'ERR_ICMP_NO_DRIVER', fix });
  expect(error.message).toBe(`It does not load on ${where}: ${text}. Fix: ${fix}`);
});
