import type { EchoReply } from '../../index.ts';

/** A round-trip time as all commands write it: the Windows API's whole milliseconds have no fraction. */
export function formatRtt({ rtt, rttClock }: EchoReply): string {
  if (rttClock !== 'os-ms') return `${rtt!.toFixed(3)} ms`;
  return rtt === 0 ? '<1 ms' : `${rtt} ms`;
}
