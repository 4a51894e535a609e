import { expect, it } from 'vitest';
import { checkHandle, type IcmpHandle } from 'rxicmp/icmpapi';

const own = new Set<unknown>();
const isOwn = (handle: IcmpHandle): handle is IcmpHandle => own.has(handle);
const open: IcmpHandle = { family: 4, closed: false };
const closed: IcmpHandle = { family: 4, closed: true };
own.add(open).add(closed);

const foreign = { code: 'ERR_ICMP_ARGUMENT', argument: 'handle' };
const used = { code: 'ERR_ICMP_HANDLE_CLOSED' };
const invalidParameter = { name: 'ERROR_INVALID_PARAMETER', number: 87 };
const invalidHandle = { name: 'ERROR_INVALID_HANDLE', number: 6 };

it('gives back a handle that is open', () => {
  expect(checkHandle(open, 'send', isOwn)).toBe(open);
  expect(checkHandle(open, 'close', isOwn)).toBe(open);
});

it.each([
  ['a closed handle, to send', closed, 'send', { ...used, win32: invalidParameter }],
  ['a closed handle, to close', closed, 'close', { ...used, win32: invalidHandle }],
  ['a foreign handle, to send', { ...open }, 'send', { ...foreign, win32: invalidParameter }],
  ['a foreign handle, to close', { ...open }, 'close', { ...foreign, win32: invalidHandle }],
  ['null', null, 'send', { ...foreign, win32: invalidParameter }],
  ['the number -1', -1, 'close', { ...foreign, win32: invalidHandle }],
] as const)('throws for %s what Windows answers', (_what, handle, call, error) => {
  expect(() => checkHandle(handle as IcmpHandle, call, isOwn)).toThrow(expect.objectContaining(error) as Error);
});
