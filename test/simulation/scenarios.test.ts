import { describe, expect, it } from 'vitest';
import { operations } from './operations.ts';
import { scenarios } from './scenarios.ts';
import { shown } from './shown.ts';
import { simulate } from './simulate.ts';

it('there is one for each name', () => {
  expect([...scenarios.keys()].sort()).toEqual(Object.keys(shown).sort());
});

describe.each([...scenarios])('%s', (name, scenario) => {
  const { ping, route, mtu, elsewhere } = shown[name]!;
  const targets = scenario.hosts.map(({ address }) => address);

  /** The events of each target, without its name. */
  function told(operation: string): string[][] {
    const all = simulate(scenario, operations[operation]!);
    return targets.map((target) => {
      return all.filter((line) => line.target === target).map(({ text }) => text.slice(target.length + 1));
    });
  }

  const eachOf = <T>(values: readonly T[]): T[] => targets.map((_, i) => values[i % values.length]!);

  it(`is told by a series${elsewhere === undefined ? '' : `, while elsewhere ${elsewhere}`}`, () => {
    expect(told('ping').map(countStatuses)).toEqual(eachOf(ping));
  });

  if (route !== undefined) {
    it('is told by a trace', () => {
      expect(told('traceroute').map((hops) => hops.map(respondersOf).join(' '))).toEqual(eachOf(route));
    });
  }

  if (mtu !== undefined) {
    it('is told by a search for the path MTU', () => {
      const found = told('pathMtu').map((steps) => Number(/so it is (\d+)$/.exec(steps.at(-1)!)?.[1]));
      expect(found).toEqual(eachOf(mtu));
    });
  }
});

/** As in `12 success, 4 timed-out`, in the order in which each came first. */
function countStatuses(lines: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const [, status] = /^\d+: ([\w-]+)/.exec(line)!;
    counts.set(status!, (counts.get(status!) ?? 0) + 1);
  }
  return Array.from(counts, ([status, count]) => `${count} ${status}`).join(', ');
}

function respondersOf(hop: string): string {
  const [, responders] = /^hop \d+ of round 0(?:, the last)?, (.*?): /.exec(hop)!;
  return responders!.replace(/198\.18\.\d+\.|2001:db8:\w+::/g, '');
}
