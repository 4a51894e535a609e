import { constants } from 'node:os';
import { IcmpPermissionError } from 'rxicmp';
import { describe, expect, it } from 'vitest';
import { openError, type AskedSystem } from '../../../src/drivers/openError.ts';
import { sendError } from '../../../src/drivers/sendError.ts';
import { echoRequest } from '../../../src/icmpapi/echoRequest.ts';

const { errno } = constants;

const system: AskedSystem = {
  errorText: (error) => `text of ${error}`,
  probeSockets: () => [{ family: 4, kind: 'raw', error: errno.EPERM }],
};

describe.skipIf(process.platform === 'win32')('where the system has errno', () => {
  it.each([
    ['EMFILE', 4, 'ERROR_TOO_MANY_OPEN_FILES'],
    ['ENFILE', 4, 'ERROR_TOO_MANY_OPEN_FILES'],
    ['ENOMEM', 8, 'ERROR_NOT_ENOUGH_MEMORY'],
    ['ENOBUFS', 8, 'ERROR_NOT_ENOUGH_MEMORY'],
    ['EAFNOSUPPORT', 50, 'ERROR_NOT_SUPPORTED'],
    ['EAGAIN', 1450, 'ERROR_NO_SYSTEM_RESOURCES'],
    ['EIO', 31, 'ERROR_GEN_FAILURE'],
  ] as const)('%s is told by its name and text, and is %i on Windows', (code, number, name) => {
    const error = openError(system, 4, errno[code]);
    expect(error).toMatchObject({ code: 'ERR_ICMP_SYSTEM', win32: { number, name } });
    expect(error.message).toContain(`${code} (${errno[code]}: text of ${errno[code]})`);
  });

  it.each(['EACCES', 'EPERM'] as const)('%s is a lack of permission, with what to do', (code) => {
    const error = openError(system, 4, errno[code]);
    expect(error).toBeInstanceOf(IcmpPermissionError);
    expect(error).toMatchObject({ win32: { number: 5, name: 'ERROR_ACCESS_DENIED' }, sockets: [{ usable: false }] });
  });

  it('a request is refused for its source, its options or the socket', () => {
    const plain = echoRequest('192.0.2.1');
    const refusal = (request: Partial<typeof plain>, code: keyof typeof errno) =>
      sendError(system, 4, { ...plain, ...request }, errno[code]);
    expect(refusal({ source: '192.0.2.9' }, 'EADDRNOTAVAIL')).toMatchObject({
      argument: 'source',
      win32: { number: 1214, name: 'ERROR_INVALID_NETNAME' },
    });
    expect(refusal({ optionsData: Uint8Array.of(7) }, 'EINVAL')).toMatchObject({
      argument: 'optionsData',
      win32: { number: 11007, name: 'IP_BAD_OPTION' },
    });
    expect(refusal({}, 'ENOMEM')).toMatchObject({ code: 'ERR_ICMP_SYSTEM', win32: { number: 8 } });
  });
});
