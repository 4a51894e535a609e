import { expect, it } from 'vitest';
import { statusFromWin32, Win32Error, win32ErrorName } from '../../../src/wire/win32Errors.ts';

it('names Win32 errors, IP_STATUS by family, and the rest by number', () => {
  expect(win32ErrorName(87, 4)).toBe('ERROR_INVALID_PARAMETER');
  expect(win32ErrorName(1214, 6)).toBe('ERROR_INVALID_NETNAME');
  expect(win32ErrorName(11003, 4)).toBe('IP_DEST_HOST_UNREACHABLE');
  expect(win32ErrorName(11003, 6)).toBe('IP_DEST_ADDR_UNREACHABLE');
  expect(win32ErrorName(11050, 4)).toBe('IP_GENERAL_FAILURE');
  expect(win32ErrorName(1784, 4)).toBe('ERROR_1784');
});

it('gives every number one name', () => {
  const codes = Object.values(Win32Error);
  expect(new Set(codes).size).toBe(codes.length);
});

it.each([
  [1231, 11002],
  [1232, 11003],
  [1233, 11004],
  [1234, 11005],
  [11009, 11009],
  [11050, 11050],
  [87, 11050],
  [1214, 11050],
  [11_000, 11050],
  [11_256, 11050],
])('has a refusal with error %i end with IP_STATUS %i', (code, status) => {
  expect(statusFromWin32(code)).toBe(status);
});
