// The ICMP API of Windows without the addon: iphlpapi.dll called from JavaScript by koffi.
import { probe } from 'rxicmp';
import type { IcmpError } from 'rxicmp/icmpapi';

// For Windows on a processor that no addon is built for: there it is chosen by itself. It needs the package koffi.
probe('127.0.0.1', { driver: 'koffi' }).subscribe({
  next: ({ status, rtt }) => console.log(status, rtt),
  // Elsewhere there is no iphlpapi.dll.
  error: ({ code }: IcmpError) => console.log(process.platform === 'win32' ? code : `not on Windows: ${code}`),
});

// Output:
// not on Windows: ERR_ICMP_NO_DRIVER
