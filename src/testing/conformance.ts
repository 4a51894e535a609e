import { cancelling } from './conformance/cancelling.ts';
import type { ClauseCase, Need } from './conformance/clauseCase.ts';
import { company } from './conformance/company.ts';
import { context } from './conformance/context.ts';
import { closing } from './conformance/closing.ts';
import type { ConformanceCase } from './conformance/conformanceCase.ts';
import { credit } from './conformance/credit.ts';
import { delivery } from './conformance/delivery.ts';
import type { ConformanceAddresses, ConformanceFixture } from './conformance/fixture.ts';
import { life } from './conformance/life.ts';
import { names } from './conformance/names.ts';
import { oneOutcome } from './conformance/oneOutcome.ts';
import { reach } from './conformance/reach.ts';
import { refusal } from './conformance/refusal.ts';
import { Session } from './conformance/session.ts';
import { sync } from './conformance/sync.ts';
import { timeOuts } from './conformance/timeOuts.ts';

export type { ConformanceAddresses, ConformanceCase, ConformanceFixture };

const clauses: Readonly<Record<string, readonly ClauseCase[]>> = {
  Delivery: [...delivery, ...company],
  Context: context,
  'One outcome': oneOutcome,
  Cancelling: cancelling,
  Closing: closing,
  Time: timeOuts,
  Refusal: refusal,
  Life: life,
  Credit: credit,
  Reach: reach,
  Blocking: sync,
  Names: names,
};

/**
 * Holds each sentence of the port's contract against a driver. Every case stands alone, for any test runner; run
 * them one after the other.
 */
export function driverConformance(fixture: ConformanceFixture): readonly ConformanceCase[] {
  return Object.entries(clauses).flatMap(([clause, cases]) =>
    cases.filter(({ family = fixture.family }) => family === fixture.family).map((one) => bind(fixture, clause, one)),
  );
}

function bind(
  fixture: ConformanceFixture,
  clause: string,
  { name, needs = [], slow = false, run }: ClauseCase,
): ConformanceCase {
  return {
    clause,
    name,
    needs,
    missing: needs.filter((need) => !has(fixture, need)),
    slow,
    async run() {
      const session = new Session(fixture);
      try {
        await run(session);
        await session.verify();
      } finally {
        session.release();
      }
    },
  };
}

function has(fixture: ConformanceFixture, need: Need): boolean {
  const [kind, what] = need.split(': ') as [string, string | undefined];
  if (kind === 'address') return fixture.addresses[what as keyof ConformanceAddresses] !== undefined;
  if (kind === 'fixture') return fixture[what as 'names' | 'block' | 'uncaught' | 'contexts'] !== undefined;
  return fixture.driver.features.has(need as never);
}
