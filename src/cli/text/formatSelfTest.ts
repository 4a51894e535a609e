import type { SelfTestResult } from '../../testing/index.ts';

/** What was tested, and where. */
export interface SelfTestHead {
  readonly rxicmp: string;
  readonly driver: string;
  readonly system: string;
}

/** The report of a self-test: how much passed of each clause, what failed and how, and what could not be run and why. */
export function formatSelfTest({ rxicmp, driver, system }: SelfTestHead, results: readonly SelfTestResult[]): string {
  const lines = [`Self-test of rxicmp ${rxicmp}, driver ${driver}`, system];
  for (const [way, ofWay] of groups(results, wayOf)) {
    lines.push('', way);
    for (const [clause, ofClause] of groups(ofWay, (result) => result.clause)) {
      lines.push(`  ${clause.padEnd(12)} ${tally(ofClause)}`);
    }
  }
  const failed = results.filter(({ outcome }) => outcome === 'fail');
  if (failed.length > 0)
    lines.push('', 'Failed:', ...failed.flatMap((each) => [`  ${inFull(each)}`, `    ${each.reason}`]));
  const pending = results.filter(({ outcome }) => outcome === 'pending');
  if (pending.length > 0) lines.push('', 'Pending:');
  for (const [reason, cases] of groups(pending, (result) => result.reason!)) {
    lines.push(`  ${reason}:`, ...groups(cases, inFull).map(([name]) => `    ${name}`));
  }
  return [...lines, '', tally(results)].join('\n');
}

function wayOf({ family, completion }: SelfTestResult): string {
  return `IPv${family}${completion === null ? '' : ` by ${completion === 'apc' ? 'APC' : completion}`}`;
}

function inFull(result: SelfTestResult): string {
  return `${wayOf(result)}, ${result.clause}: ${result.name}`;
}

function tally(results: readonly SelfTestResult[]): string {
  const counts = { pass: 0, fail: 0, pending: 0 };
  for (const { outcome } of results) counts[outcome]++;
  const { pass, fail, pending } = counts;
  return `${pass} passed${fail > 0 ? `, ${fail} FAILED` : ''}${pending > 0 ? `, ${pending} pending` : ''}`;
}

/** In the order in which the keys come first. */
function groups<T>(values: readonly T[], keyOf: (value: T) => string): readonly (readonly [string, readonly T[]])[] {
  const found = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const known = found.get(key);
    if (known === undefined) found.set(key, [value]);
    else known.push(value);
  }
  return [...found];
}
