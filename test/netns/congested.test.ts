import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { hostAddress } from '../lab/hostAddress.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { TunNetwork } from '../lab/tun.ts';
import { Neighbour } from './neighbour.ts';

const COUNT = 400;

/** Lets some 800 pings a second leave, and keeps no more than some 15 waiting: the system refuses the others. */
function narrow(): boolean {
  const shape = ['rate', '400kbit', 'burst', '1600', 'limit', '1000'];
  try {
    execFileSync('tc', ['qdisc', 'replace', 'dev', TunNetwork.device, 'root', 'tbf', ...shape], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describeInLab('an interface that takes less than is sent', () => {
  let network: TunNetwork;
  let nextHost = 0;
  beforeAll(async () => {
    enterNamespace();
    network = await TunNetwork.create({ hosts: [] });
  });

  for (const sockets of ['raw', 'ping'] as const) {
    describe(`on ${sockets} sockets`, () => {
      let neighbour: Neighbour;
      beforeAll(async () => {
        neighbour = await Neighbour.start('process', sockets);
      });
      afterAll(() => neighbour.end());

      for (const family of [4, 6] as const) {
        // Linux does not report what becomes of a packet that an IPv6 ping socket sends.
        const silent = sockets === 'ping' && family === 6;
        const pending = silent ? ' (pending: the system does not tell)' : '';
        it.skipIf(silent)(`delays what it cannot take, and loses nothing, IPv${family}${pending}`, async ({ skip }) => {
          if (!narrow()) skip('the system has no token bucket filter');
          const destination = hostAddress(family, nextHost++);
          await network.setHosts([{ address: destination }]);
          const options = { data: 32, timeout: 500 };
          const { results } = await neighbour.ping([
            { family, destination, count: COUNT, start: 0, every: 0, options },
          ]);
          expect(await network.seen(destination)).toHaveLength(COUNT);
          const statuses = results[0]!.map((seen) => seen.map(({ status }) => status).join());
          expect(statuses.filter((each) => each !== '0')).toEqual([]);
        });
      }
    });
  }
});
