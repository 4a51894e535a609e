import type { Told } from './collect.ts';

/** Events that are so many milliseconds apart come in the same order everywhere. */
const APART = 80;

/** How the events on the real kernel differ from those in virtual time. */
export interface Comparison {
  /** Each event came equally often. */
  readonly sameTexts: boolean;
  /** They came in the same order, as far as the order is determined. */
  readonly sameOrder: boolean;
  /** By how many milliseconds each round-trip time is longer; empty when the texts are not the same. */
  readonly longer: readonly number[];
}

export function compare(operation: string, expected: readonly Told[], actual: readonly Told[]): Comparison {
  const [wanted, found] = [[...expected].sort(byText), [...actual].sort(byText)];
  const sameTexts = wanted.length === found.length && wanted.every(({ text }, i) => text === found[i]!.text);
  if (!sameTexts) return { sameTexts, sameOrder: false, longer: [] };
  const pairs = wanted.map((one, i): Pair => ({ wanted: one, found: found[i]! }));
  const longer = pairs.flatMap((pair) => pair.found.rtts.map((rtt, i) => rtt - pair.wanted.rtts[i]!));
  const sameOrder = isSerial(operation) ? inTheSameOrder(expected, actual) : isInOrder(pairs);
  return { sameTexts, sameOrder, longer };
}

/** An event of both networks; of equal texts, the first belongs to the first. */
interface Pair {
  readonly wanted: Told;
  readonly found: Told;
}

function byText({ text: a }: Told, { text: b }: Told): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether the events of one target come one after the other; targets do not depend on one another. */
function isSerial(operation: string): boolean {
  return operation === 'traceroute' || operation === 'pathMtu';
}

function inTheSameOrder(expected: readonly Told[], actual: readonly Told[]): boolean {
  const textsOf = (told: readonly Told[], target: string) => {
    return told.filter((one) => one.target === target).map(({ text }) => text);
  };
  const targets = new Set(expected.map(({ target }) => target));
  return [...targets].every((target) => textsOf(expected, target).join('\n') === textsOf(actual, target).join('\n'));
}

function isInOrder(pairs: readonly Pair[]): boolean {
  const byTime = [...pairs].sort((a, b) => a.wanted.at - b.wanted.at);
  // The latest among those that came long enough before each.
  let before = 0;
  let latest = -Infinity;
  return byTime.every(({ wanted, found }) => {
    for (; byTime[before]!.wanted.at < wanted.at - APART; before++) latest = Math.max(latest, byTime[before]!.found.at);
    return found.at >= latest;
  });
}
