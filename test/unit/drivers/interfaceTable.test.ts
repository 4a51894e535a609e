import { constants } from 'node:os';
import { expect, it, vi } from 'vitest';
import { InterfaceTable } from '../../../src/drivers/interfaceTable.ts';

const listed = [
  { name: 'lo', index: 1 },
  { name: 'eth0', index: 7 },
];

function table(interfaces = listed) {
  let now = 0;
  const interfaceIndex = vi.fn((name: string) => ({ enother0: 7, full: -constants.errno.EMFILE })[name] ?? 0);
  const errorText = () => 'Too many open files';
  const binding = { now: () => now, interfaces: () => interfaces, interfaceIndex, errorText };
  return { table: new InterfaceTable(binding), interfaceIndex, pass: (milliseconds: number) => (now += milliseconds) };
}

it('finds an interface by each of its names, and by its number', () => {
  const { table: all } = table();
  expect(['eth0', 'enother0', 7, 'nope', '7', 8].map((wanted) => all.find(wanted))).toEqual([
    7,
    7,
    7,
    null,
    null,
    null,
  ]);
  const zones = ['fe80::1%eth0', 'fe80::1%enother0', 'fe80::1%7', '2001:db8::1'];
  expect(zones.map((address) => all.zoneIndex('destination', address))).toEqual([7, 7, 7, 0]);
  for (const zone of ['nope', '8', '07x']) {
    expect(() => all.zoneIndex('destination', `fe80::1%${zone}`)).toThrow('Fix: use one of lo, eth0.');
  }
});

it('asks the system once a second for a name that it does not list', () => {
  const { table: all, interfaceIndex, pass } = table();
  for (let i = 0; i < 10; i++) for (const name of ['enother0', 'nope', 'eth0']) all.find(name);
  expect(interfaceIndex.mock.calls).toEqual([['enother0'], ['nope']]);
  pass(1001);
  all.find('nope');
  expect(interfaceIndex).toHaveBeenCalledTimes(3);
});

it('takes numbers as they are where the system lists nothing', () => {
  const { table: all } = table([]);
  expect(all.indexOf('networkInterface', 9)).toBe(9);
  expect(all.zoneIndex('destination', 'fe80::1%9')).toBe(9);
  expect(() => all.indexOf('networkInterface', 'nope')).toThrow('Fix: use the name or the number of one that is here.');
});

it('tells apart an interface that is not here, and a system that cannot be asked', () => {
  const { table: all, interfaceIndex } = table([]);
  for (let n = 0; n < 2; n++) {
    expect(() => all.indexOf('networkInterface', 'full')).toThrow(
      expect.objectContaining({ code: 'ERR_ICMP_SYSTEM', errorCode: 'EMFILE' }),
    );
  }
  // It is asked each time.
  expect(interfaceIndex).toHaveBeenCalledTimes(2);
});
