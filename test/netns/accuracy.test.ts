import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { hostAddress } from '../lab/hostAddress.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { TunNetwork } from '../lab/tun.ts';
import { Witness } from '../lab/witness.ts';
import { expectAgreement } from './expectAgreement.ts';
import { Neighbour } from './neighbour.ts';
import { witnessedErrors } from './witnessedErrors.ts';

const BEATS = 150;
/** Milliseconds: the latency of the host, and the time between two beats. */
const LATENCY = 5;
const EVERY = 7;

// The kernel stamps each packet on its way out and in, and an independent witness reads the stamps.
describeInLab('round-trip times and the kernel’s own stamps', () => {
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

      /** By how many milliseconds the reported times differ from those of the witness, in ascending order. */
      async function errors(family: 4 | 6, count: number, every: number, busy: boolean): Promise<number[]> {
        const destination = hostAddress(family, nextHost++);
        await network.setHosts([{ address: destination, latency: LATENCY }]);
        witness.echoes();
        const start = Number(process.hrtime.bigint()) / 1e6 + 100;
        const options = { data: 32, timeout: 5000 };
        const series = [{ family, destination, count, start, every, options }];
        const { results } = await neighbour.ping(series, busy);
        const outcomes = results[0]!.map(([outcome]) => outcome!);
        const rttClock = expect.stringMatching(/^kernel/) as unknown;
        for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 0, rttClock });
        // On a busy machine several beats leave together: of a burst only the first few requests are stamped.
        const both = outcomes.filter((outcome) => outcome.rttClock === 'kernel-both').length;
        if (every > 0) expect(both).toBeGreaterThan(count / 2);
        return witnessedErrors(witness.echoes(), destination, outcomes);
      }

      for (const family of [4, 6] as const) {
        it(`agree while a 20 ms task blocks the loop every 50 ms, IPv${family}`, async () => {
          const off = (await errors(family, BEATS, EVERY, true)).sort((a, b) => Math.abs(a) - Math.abs(b));
          report(`blocked loop, ${sockets}, IPv${family}`, off);
          expectAgreement(off);
        });

        it(`agree in a burst of 64: nobody pays for those before, IPv${family}`, async () => {
          const off = await errors(family, 64, 0, false);
          report(
            `burst of 64, ${sockets}, IPv${family}`,
            [...off].sort((a, b) => Math.abs(a) - Math.abs(b)),
          );
          for (const part of [off.slice(0, 16), off.slice(48), off]) expectAgreement(part);
        });
      }
    });
  }
});

/**
 * With RXICMP_FIGURES=1 the errors themselves, in microseconds. They depend on the machine as much as on the engine.
 */
function report(what: string, off: readonly number[]): void {
  if (process.env['RXICMP_FIGURES'] !== '1') return;
  const at = (share: number): string => (off[Math.floor((off.length - 1) * share)]! * 1000).toFixed(1);
  const mean = (off.reduce((sum, each) => sum + each, 0) / off.length) * 1000;
  process.stderr.write(`${what}: median ${at(0.5)}, p99 ${at(0.99)}, mean ${mean.toFixed(1)} µs\n`);
}
