import { describe, expect, it } from 'vitest';
import { pendingWithoutSocket } from '../canPing.ts';
import { mistakeIn, objectsIn } from './objectsOf.ts';
import { rxicmp, startRxicmp } from './rxicmp.ts';
import { scenarioFile } from './scenarioFile.ts';

// Beside these, every test of the command that reads what --json prints holds it against the schema by objectsOf.ts.

const file = scenarioFile({
  hosts: [
    { address: '192.0.2.1', routers: ['198.51.100.1'], mtu: 1400 },
    { address: '192.0.2.2', silent: true },
    { address: '192.0.2.3', refuse: { type: 3, code: 1, from: '198.51.100.9' } },
    { address: '192.0.2.4', unsent: 'ENETUNREACH' },
    { address: '192.0.2.5', copies: 2, latency: 30 },
  ],
  names: { 'host.example': ['192.0.2.1'] },
});
const all = '192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5 host.example nobody.example';

/** A command line, and the types of its lines. */
const cases: readonly (readonly [args: string, ...types: string[]])[] = [
  [`ping ${all} -c 3 -i 40ms -W 20ms --late 100ms`, 'reply', 'statistics'],
  [`sweep ${all} -W 50ms`, 'reply', 'statistics'],
  [`sweep ${all} -W 50ms -c 2 -i 60ms`, 'reply', 'statistics'],
  ['trace 192.0.2.1 -W 50ms', 'hop'],
  ['trace 192.0.2.1 -W 50ms -c 3 -i 60ms', 'hop', 'hopStatistics'],
  ['trace 192.0.2.3 -W 50ms', 'hop'],
  ['mtu 192.0.2.1', 'step'],
  ['mtu 192.0.2.2 -W 20ms', 'step'],
  [`monitor ${all} -c 6 -i 40ms -W 20ms`, 'statistics', 'transition'],
  ['wait 192.0.2.1 192.0.2.5', 'answered'],
  ['wait 192.0.2.2 --down -i 40ms -W 20ms', 'silent'],
];

describe('output.schema.json', () => {
  const address = '192.0.2.1';
  const phases = ['198.51.100.1', '198.51.100.2'].map((router) => ({ for: 2000, routers: [router] }));
  const changing = scenarioFile({ hosts: [{ address, phases }] });

  it.each(cases)('is what %s prints', async (args, ...types) => {
    const { stdout, stderr } = await rxicmp('--simulate', file, ...args.split(' '), '--json');
    expect(stderr).toBe('');
    expect([...new Set(objectsIn(stdout).map(({ type }) => type))].sort()).toEqual(types);
  });

  it.skipIf(pendingWithoutSocket !== '')(`is what diagnose prints${pendingWithoutSocket}`, async () => {
    const { stdout } = await rxicmp('diagnose', '--self-test', '--json');
    expect([...new Set(objectsIn(stdout).map(({ type }) => type))]).toEqual(['diagnosis', 'self-test', 'result']);
  });

  it('is what trace --changes prints', async () => {
    const args = ['--simulate', changing, 'trace', address, '--changes', '-i', '50ms', '-W', '40ms', '--json'];
    const { child, ended, wrote } = startRxicmp(args);
    await wrote('stdout', /\n/);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(objectsIn(stdout)[0]).toMatchObject({ type: 'reroute', target: address, ttl: 1 });
  });

  it('refuses what is no line', async () => {
    const { stdout } = await rxicmp('--simulate', file, 'ping', '192.0.2.1', '-c', '1', '--json');
    const [reply] = objectsIn(stdout);
    const { rtt: _, ...less } = reply!;
    expect(mistakeIn(less)).toMatch(/must have required property 'rtt'/);
    expect(mistakeIn({ ...reply, more: 1 })).toMatch(
      /must NOT have additional properties \{"additionalProperty":"more"\}/,
    );
    expect(mistakeIn({ ...reply, rtt: '1' })).toMatch(/\/rtt must be number,null/);
    expect(mistakeIn({ ...reply, icmp: { type: 3 } })).toMatch(/\/icmp must have required property 'code'/);
    expect(mistakeIn({ ...reply, status: 'lost' })).toMatch(/\/status must be equal to one of the allowed values/);
    expect(mistakeIn({ ...reply, type: 'pong' })).toBe('its type is that of no line');
  });
});
