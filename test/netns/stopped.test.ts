import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { hostAddress } from '../lab/hostAddress.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { TunNetwork } from '../lab/tun.ts';
import { Witness } from '../lab/witness.ts';
import { expectAgreement } from './expectAgreement.ts';
import { Neighbour } from './neighbour.ts';
import { witnessedErrors } from './witnessedErrors.ts';

const COUNT = 2000;

// A process that does not run while answers come and time-outs pass: as in a container that has used up its share of
// the processors, or on a machine that slept.
describeInLab('a process that was stopped', () => {
  let network: TunNetwork;
  let witness: Witness;
  let nextHost = 0;
  beforeAll(async () => {
    enterNamespace();
    network = await TunNetwork.create({ hosts: [] });
    witness = new Witness();
  });
  afterAll(() => witness.close());

  for (const sockets of ['raw', 'ping'] as const) {
    describe(`on ${sockets} sockets`, () => {
      let neighbour: Neighbour;
      beforeAll(async () => {
        neighbour = await Neighbour.start('process', sockets);
      });
      afterAll(() => neighbour.end());

      it.each([4, 6] as const)('still tells answers in time from late ones, IPv%i', async (family) => {
        const [type, code] = family === 4 ? [3, 1] : [1, 3];
        const refuse = { type, code, from: hostAddress(family, 59_999) };
        const host = () => hostAddress(family, nextHost++);
        const address = { prompt: host(), refusing: host(), late: host(), tooLate: host(), silent: host() };
        await network.setHosts([
          { address: address.prompt, latency: 300 },
          { address: address.refusing, latency: 300, refuse },
          { address: address.late, latency: 1000 },
          { address: address.tooLate, latency: 1800 },
        ]);
        witness.echoes();
        // Many: more than the engine reads in one go.
        const report = neighbour.ping(
          Object.values(address).map((destination) => {
            const options = { data: 32, timeout: 700, lateWindow: 800 };
            return { family, destination, count: COUNT, start: 0, every: 0, options };
          }),
        );
        await expect.poll(() => network.seen(address.silent), { timeout: 20_000 }).toHaveLength(COUNT);
        neighbour.signal('SIGSTOP');
        await sleep(2000);
        neighbour.signal('SIGCONT');

        const { results } = await report;
        const [prompt, refusing, late, tooLate, silent] = results.map((requests) =>
          [...new Set(requests.map((seen) => seen.map(({ phase, status }) => `${phase} ${status}`).join(', ')))].sort(),
        );
        expect(prompt).toEqual(['outcome 0, end 11255']);
        expect(refusing).toEqual(['outcome 11003, end 11255']);
        expect(late).toEqual(['outcome 11010, late 0, end 11255']);
        expect(tooLate).toEqual(['outcome 11010, end 11255']);
        expect(silent).toEqual(['outcome 11010, end 11255']);
        const echoes = witness.echoes();
        for (const [series, at, host, least] of [
          [0, 0, address.prompt, 300],
          [1, 0, address.refusing, 300],
          [2, 1, address.late, 1000],
        ] as const) {
          const answers = results[series]!.map((seen) => seen[at]!);
          expect(Math.min(...answers.map(({ roundTripTime }) => roundTripTime!))).toBeGreaterThanOrEqual(least);
          expectAgreement(witnessedErrors(echoes, host, answers));
        }
      });
    });
  }
});
