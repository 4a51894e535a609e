import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { objectsIn } from './objectsOf.ts';
import { rxicmp } from './rxicmp.ts';
import { scenarioFile, scratchFolder } from './scenarioFile.ts';

const folder = scratchFolder();

const file = (name: string): string => join(folder, name);
const routers = ['198.51.100.1', null, '198.51.100.3'];
const network = scenarioFile(
  {
    seed: 3,
    hosts: [
      { address: '192.0.2.1', latency: { range: { min: 5, max: 60 } }, loss: 0.3 },
      { address: '192.0.2.2', latency: { range: { min: 5, max: 60 } }, routers },
    ],
  },
  folder,
);

interface Told {
  readonly status?: string;
  readonly rtt?: number | null;
  readonly sequence?: number;
  readonly missed?: number;
  readonly replies?: readonly Told[];
}

/** The output without times of day. */
function told(stdout: string): unknown[] {
  const lines = objectsIn(stdout) as unknown as (Told & { readonly type: string })[];
  const one = ({ status, rtt, sequence, missed }: Told) => ({ status, rtt, sequence, missed });
  return lines
    .filter(({ type }) => type === 'reply' || type === 'hop')
    .map((line) => (line.replies === undefined ? one(line) : line.replies.map(one)))
    .sort((a, b) => ('sequence' in a && 'sequence' in b ? a.sequence! - b.sequence! : 0));
}

/** The sequence numbers of the beats that one line tells as skipped. */
function skippedBeat(line: unknown): readonly (number | undefined)[] {
  const { status, sequence, missed } = line as Told;
  return status === 'skipped' ? Array.from({ length: missed! }, (_, i) => sequence! + i) : [];
}

describe('rxicmp --record', { timeout: 60_000 }, () => {
  it.each([
    ['ping', ['192.0.2.1', '--count', '8', '--interval', '100ms', '--timeout', '300ms', '--late', '1ms']],
    ['trace', ['192.0.2.2', '--count', '1', '--timeout', '300ms', '--numeric']],
  ])('of %s is played by --simulate, outcome by outcome and time by time', async (command, args) => {
    const made = file(`${command}.json`);
    const first = await rxicmp('--simulate', network, command, ...args, '--json', '--record', made);
    expect(first.stderr).toBe('');
    const again = await rxicmp('--simulate', made, command, ...args, '--json');
    expect(again.stderr).toBe('');
    // A busy machine may leave out a beat in either run: that one is not compared.
    const skipped = new Set([...told(first.stdout), ...told(again.stdout)].flatMap(skippedBeat));
    const kept = (stdout: string) => told(stdout).filter((one) => !skipped.has((one as Told).sequence));
    expect(kept(again.stdout)).toEqual(kept(first.stdout));
    expect(kept(first.stdout).length).toBeGreaterThan(3);
    expect(JSON.parse(readFileSync(made, 'utf8'))).toMatchObject({ recordingVersion: 1 });
  });

  it('of monitor has each of its targets', async () => {
    const made = file('monitor.json');
    const args = ['192.0.2.1', '192.0.2.2', '--count', '3', '--interval', '100ms', '--timeout', '300ms'];
    const { stderr } = await rxicmp('--simulate', network, 'monitor', ...args, '--record', made);
    expect(stderr).toBe('');
    const { hosts } = JSON.parse(readFileSync(made, 'utf8')) as { hosts: { address: string; recorded: unknown[] }[] };
    expect(hosts.map(({ address, recorded }) => [address, recorded.length]).sort()).toEqual([
      ['192.0.2.1', 3],
      ['192.0.2.2', 3],
    ]);
  });

  it('says that a file cannot be written, before anything is sent', async () => {
    const { code, stdout, stderr } = await rxicmp('--simulate', network, 'ping', '192.0.2.1', '--record', folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${folder} cannot be written`);
  });

  it.each([
    ['of another version', { recordingVersion: 2, hosts: [] }, 'scenario.recordingVersion is 2'],
    ['that is empty', { recordingVersion: 1, hosts: [] }, 'empty recording'],
  ])('says what is wrong with a recording %s', async (_what, recording, message) => {
    const made = file('wrong.json');
    writeFileSync(made, JSON.stringify(recording));
    const { code, stderr } = await rxicmp('--simulate', made, 'ping', '192.0.2.1', '--count', '1');
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
