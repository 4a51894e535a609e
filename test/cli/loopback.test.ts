import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { objectsIn } from './objectsOf.ts';
import { diagnosis, rxicmp, rxicmpInto, startRxicmp } from './rxicmp.ts';

/** Long enough that a busy machine skips no beat. */
const INTERVAL = '250';

const { sockets } = diagnosis();
const loopbacks = ([4, 6] as const).map((family) => ({
  address: family === 4 ? '127.0.0.1' : '::1',
  usable: sockets.some((socket) => socket.family === family && socket.usable),
  name: `rxicmp ping over IPv${family}`,
}));
const replyOf = (sequence: number): RegExp =>
  new RegExp(String.raw`^32 bytes from (127\.0\.0\.1|::1): seq=${sequence} ttl=\d+ time=\d+\.\d{3} ms$`);
const rtt = /^rtt min\/avg\/max\/stddev = \d+\.\d{3}\/\d+\.\d{3}\/\d+\.\d{3}\/\d+\.\d{3} ms$/;

for (const { address, usable, name } of loopbacks) {
  describe.skipIf(!usable)(usable ? name : `${name} (pending: no ICMP socket is usable)`, () => {
    it('prints replies as ping does, and the statistics', async () => {
      const { code, stdout, stderr } = await rxicmp('ping', address, '-c', '3', '-i', INTERVAL);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout.split('\n')).toEqual([
        `PING ${address} (${address}): 32 bytes of data`,
        ...[0, 1, 2].map((sequence): unknown => expect.stringMatching(replyOf(sequence))),
        '',
        `--- ${address} statistics ---`,
        '3 sent, 3 received, 0% loss',
        expect.stringMatching(rtt),
        '',
      ]);
    });

    it('prints one JSON object a line', async () => {
      const { code, stdout } = await rxicmp(
        'ping',
        address,
        '--count',
        '2',
        '--interval',
        INTERVAL,
        '--size',
        '100',
        '--json',
      );
      expect(code).toBe(0);
      const objects = objectsIn(stdout);
      const common = { type: 'reply', target: address, responder: address, status: 'success', size: 100, tag: null };
      expect(objects).toMatchObject([
        { ...common, sequence: 0 },
        { ...common, sequence: 1 },
        { type: 'statistics', target: address, sent: 2, received: 2, lost: 0, lossRatio: 0 },
      ]);
      const counts = 'sent received lost rejected notSent skipped late duplicates lossRatio';
      const keys = `type target key tag from to ${counts} rtt jitter percentiles histogram`;
      expect(Object.keys(objects[2]!)).toEqual(keys.split(' '));
      expect(Object.keys(objects[2]!.rtt as object)).toEqual(['min', 'avg', 'max', 'stddev', 'median']);
    });

    it('takes a family, a source and an interface', async () => {
      const family = address === '::1' ? '-6' : '-4';
      const args = [family, '--source', address, '--interface', 'lo', '-t', '9', '--tos', '8', '--df', '-W', '900'];
      const { code, stdout } = await rxicmp('ping', address, '-c', '1', ...args);
      expect(code).toBe(0);
      expect(stdout).toContain(`32 bytes from ${address}: seq=0`);
    });

    it.each(['SIGINT', 'SIGTERM'] as const)('sums up at %s', async (signal) => {
      const { child, ended, wrote } = startRxicmp(['ping', address, '-i', '50']);
      await wrote('stdout', /seq=1/);
      child.kill(signal);
      const { code, stdout, stderr } = await ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      // A note on a probe that was under way may follow.
      const lines = stdout.split('\n');
      const at = lines.findIndex((line) => /^(\d+) sent, \1 received, 0% loss/.test(line));
      expect(lines[at + 1]).toMatch(rtt);
    });

    it('ends quietly when nobody reads on', async () => {
      const { child, ended, wrote } = startRxicmp(['ping', address, '-i', '5ms']);
      await wrote('stdout', /\n/);
      child.stdout.destroy();
      expect(await ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    });

    it.skipIf(!existsSync('/dev/full'))('says that the output cannot be written', () => {
      const full = openSync('/dev/full', 'w');
      const { code, stderr } = rxicmpInto(['ignore', full, 'pipe'], 'ping', address, '-c', '1');
      closeSync(full);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^rxicmp: The output cannot be written: ENOSPC.*\n$/);
    });
  });
}

const both = loopbacks.every(({ usable }) => usable);
describe.skipIf(!both)(both ? 'rxicmp ping' : 'rxicmp ping (pending: some ICMP socket is not usable)', () => {
  it('pings several targets at once', async () => {
    const { code, stdout } = await rxicmp('ping', '127.0.0.1', '::1', '-c', '2', '-i', INTERVAL);
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines.filter((line) => replyOf(0).test(line) || replyOf(1).test(line))).toHaveLength(4);
    expect(lines.filter((line) => line.startsWith('---'))).toEqual([
      '--- 127.0.0.1 statistics ---',
      '--- ::1 statistics ---',
    ]);
  });

  it('goes on when only some targets have an address', async () => {
    const { code, stdout, stderr } = await rxicmp('ping', '127.0.0.1', 'nobody.invalid', '-c', '1');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('32 bytes from 127.0.0.1: seq=0');
    expect(stdout).toMatch(/^nobody\.invalid: seq=0 not resolved: .+ \([A-Z_]+\)$/m);
  });
});

describe('rxicmp', () => {
  it('prints its version, its help, and that of ping', async () => {
    const [version, help, ping] = await Promise.all([rxicmp('--version'), rxicmp('--help'), rxicmp('ping', '--help')]);
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/), stderr: '' });
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('diagnose   '), stderr: '' });
    expect(ping).toMatchObject({ code: 0, stdout: expect.stringContaining('-W, --timeout TIME'), stderr: '' });
  });

  it('diagnoses', async () => {
    const [text, json] = await Promise.all([rxicmp('diagnose'), rxicmp('diagnose', '--json')]);
    expect(text).toMatchObject({ code: 0, stdout: expect.stringMatching(/^This process can/), stderr: '' });
    expect(json).toMatchObject({ code: 0, stderr: '' });
    const families = (JSON.parse(json.stdout) as ReturnType<typeof diagnosis>).sockets.map(({ family }) => family);
    expect(new Set(families)).toEqual(new Set([4, 6]));
  });

  it('gives 2 when no target has an address', async () => {
    const { code, stdout, stderr } = await rxicmp('ping', 'nobody.invalid');
    expect(code).toBe(2);
    expect(stdout).toMatch(/^nobody\.invalid: seq=0 not resolved: .+ \([A-Z_]+\)$/m);
    expect(stderr).toMatch(/^rxicmp: No target has an address: nobody\.invalid \([A-Z_]+\)\. Fix: check .*\.\n$/);
  });
});
