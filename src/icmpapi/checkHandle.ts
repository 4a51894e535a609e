import { IcmpError } from '../errors.ts';
import { Win32Error } from '../wire/win32Errors.ts';
import { windowsError } from '../wire/windowsError.ts';
import type { IcmpHandle } from './icmpapi.ts';
import { mistake } from './mistake.ts';

/**
 * The first thing that a driver asks of a handle.
 *
 * @param call what the handle is for. As on Windows, `closeHandle` has another error than the calls that send.
 * @param isOwn whether this driver opened it.
 * @throws `IcmpArgumentError` for a foreign handle, `IcmpError` with `ERR_ICMP_HANDLE_CLOSED` for a closed one.
 */
export function checkHandle<Handle extends IcmpHandle>(
  handle: IcmpHandle,
  call: 'send' | 'close',
  isOwn: (handle: IcmpHandle) => handle is Handle,
): Handle {
  const number = call === 'close' ? Win32Error.ERROR_INVALID_HANDLE : Win32Error.ERROR_INVALID_PARAMETER;
  if (!isOwn(handle)) {
    const expected = 'a handle that createFile() of this driver returned';
    throw mistake('handle', handle, expected, 'open one with createFile().', number);
  }
  if (!handle.closed) return handle;
  const fix = 'open another one with createFile().';
  throw new IcmpError('ERR_ICMP_HANDLE_CLOSED', 'The ICMP handle is closed.', fix, windowsError(number));
}
