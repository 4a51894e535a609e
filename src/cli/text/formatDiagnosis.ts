import type { Diagnosis } from '../../index.ts';

/** What this process may use to ping, for people. */
export function formatDiagnosis({
  driver,
  platform,
  sockets,
  completions,
  receiveBuffer,
  interfaces,
  lookups,
  native,
}: Diagnosis): string {
  const families = ([4, 6] as const).filter((family) => sockets.some((s) => s.family === family && s.usable));
  const over = families.map((family) => `IPv${family}`).join(' and ');
  const lines = [
    `This process ${over === '' ? 'cannot ping' : `can ping over ${over}`} (driver ${driver}, ${platform}).`,
  ];
  for (const { family, kind, usable, errorCode, fix } of sockets) {
    lines.push(
      `IPv${family} ${kind === 'icmp-api' ? kind : `${kind} socket`}: ${usable ? 'usable' : `not usable (${errorCode})`}`,
    );
    if (fix !== null) lines.push(`  Fix: ${fix}`);
  }
  lines.push(`Completions: ${completions.join(', ') || 'no choice on this system'}`);
  if (receiveBuffer !== null) lines.push(`Receive buffer: ${receiveBuffer} bytes`);
  lines.push(`Interfaces: ${interfaces.join(', ') || 'none'}`);
  if (lookups !== undefined) {
    const by =
      lookups.by === 'threads' ? 'by the system, each on a thread of its own' : "by Node's dns.lookup, a few at a time";
    lines.push(`Names are looked up ${by} (${lookups.underWay} under way, ${lookups.waiting} waiting)`);
  }
  if (native !== undefined && native.file !== null) lines.push(`Native addon: ${native.file}`);
  for (const { file, reason } of native?.refused ?? []) lines.push(`Not loaded: ${file}: ${reason}`);
  return lines.join('\n');
}
