import { execFileSync } from 'node:child_process';
import { beforeAll, expect, it } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { missingFirewall } from '../lab/missingFirewall.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { rxicmp } from './rxicmp.ts';

// What neighbours, filters and this machine itself refuse, by the real system.

const ip = (...args: readonly string[]): void => void execFileSync('ip', args);

describeInLab(
  'refusals of the real system',
  () => {
    beforeAll(() => {
      enterNamespace({ pingGroupRange: [0, 0] });
      ip('link', 'add', 'here', 'type', 'veth', 'peer', 'name', 'there');
      ip('address', 'add', '198.18.0.1/24', 'dev', 'here');
      for (const name of ['here', 'there']) ip('link', 'set', name, 'up');
      const refused = {
        '127.0.0.10': 'admin-prohibited',
        '127.0.0.11': 'host-prohibited',
        '127.0.0.12': 'net-unreachable',
        '127.0.0.13': 'prot-unreachable',
      };
      const rules = Object.entries(refused).map(
        ([address, type]) => `ip daddr ${address} reject with icmp type ${type}`,
      );
      const chain = `chain in { type filter hook input priority 0\n${rules.join('\n')}\n}`;
      execFileSync('nft', ['-f', '-'], { input: `table ip refusing {\n${chain}\n}\n` });
    });

    // The system gives a neighbour up after 3 seconds.
    it('an absent neighbour is seen at hop 1 although the time-out is shorter', async () => {
      const { code, stdout } = await rxicmp('trace', '198.18.0.77', '-n', '-W', '1s', '--probes', '1');
      expect(code).toBe(1);
      expect(stdout.split('\n').slice(1)).toEqual([
        expect.stringMatching(/^ 1 {2}198\.18\.0\.1 {2}\d{4}\.\d{3} ms !H$/),
        '',
      ]);
    });

    it('a late refusal of ping has words', async () => {
      const { stdout } = await rxicmp('ping', '198.18.0.78', '-c', '5', '-W', '300ms');
      expect(stdout).toMatch(/^198\.18\.0\.78: seq=0 timed out$/m);
      expect(stdout).toMatch(/^From 198\.18\.0\.1: seq=0 Destination host unreachable \(198\.18\.0\.78\) \(late\)$/m);
    });

    it.each([
      ['127.0.0.10', 'Packet filtered', '!X'],
      ['127.0.0.11', 'Destination host prohibited', '!X'],
      ['127.0.0.12', 'Destination net unreachable', '!N'],
      ['127.0.0.13', 'Destination protocol unreachable', '!P'],
    ])('a filter before %s says "%s", and %s', async (address, words, mark) => {
      const [ping, trace, sweep] = await Promise.all([
        rxicmp('ping', address, '-c', '1'),
        rxicmp('trace', address, '-n', '--probes', '1'),
        rxicmp('sweep', address),
      ]);
      expect([ping.code, trace.code, sweep.code]).toEqual([1, 1, 1]);
      expect(ping.stdout).toMatch(new RegExp(`^From ${address}: seq=0 ${words}$`, 'm'));
      expect(trace.stdout).toMatch(new RegExp(`^ 1 {2}${address} {2}\\d+\\.\\d{3} ms ${mark}$`, 'm'));
      expect(sweep.stdout).toMatch(new RegExp(`^${address}: ${words.toLowerCase()}$`, 'm'));
    });

    it('a packet that is larger than the interface says so', async () => {
      const { code, stdout } = await rxicmp('ping', '198.18.0.79', '-c', '1', '--df', '-s', '1473');
      expect(code).toBe(2);
      expect(stdout).toMatch(/seq=0 not sent: message too long, mtu 1500 \(EMSGSIZE\)$/m);
    });

    it('mtu says "at least" where everything comes through', async () => {
      const { code, stdout } = await rxicmp('mtu', '127.0.0.1');
      expect(code).toBe(0);
      expect(stdout).toMatch(/^The path MTU is at least 65528, the largest packet that was tried\.$/m);
    });
  },
  missingFirewall(),
);
