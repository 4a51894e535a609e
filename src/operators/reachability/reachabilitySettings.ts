import { IcmpArgumentError } from '../../errors.ts';
import type { EchoReply } from '../../observables/echoReply.ts';
import { checkInteger } from '../../checks/checkInteger.ts';
import { checkFunction } from '../../checks/checkFunction.ts';
import { checkIdle, DEFAULT_IDLE } from '../keyed/checkIdle.ts';
import { checkOptions } from '../../checks/checkOptions.ts';
import type { NofM, ReachabilityOptions } from '../reachabilityOptions.ts';
import { type Vote, voteOf } from './voteOf.ts';

const OPTIONS: readonly (keyof ReachabilityOptions<never>)[] = ['down', 'up', 'flap', 'vote', 'idle'];
const MOST = 1000;

/** The options of `reachability`, checked once for each subscription. */
export interface ReachabilitySettings<R> {
  readonly down: NofM;
  readonly up: NofM;
  /** Null: a target is never flapping. */
  readonly flap: { readonly changes: number; readonly of: number } | null;
  readonly vote: (reply: R) => Vote;
  readonly idle: number;
}

/** @throws `IcmpArgumentError` for what can never work. */
export function reachabilitySettings<R extends EchoReply<unknown>>(
  options: ReachabilityOptions<R>,
  known: readonly string[] = OPTIONS,
): ReachabilitySettings<R> {
  checkOptions('options', options, known);
  const { down = { n: 3, of: 3 }, up = { n: 2, of: 2 }, flap, vote = voteOf, idle = DEFAULT_IDLE } = options;
  checkNofM('down', down);
  checkNofM('up', up);
  if (flap !== undefined) {
    checkOptions('flap', flap, ['changes', 'of']);
    checkInteger('flap.of', flap.of, 2, MOST);
    checkInteger('flap.changes', flap.changes, 1, flap.of - 1);
  }
  checkFunction('vote', vote);
  checkIdle(idle);
  return { down, up, flap: flap ?? null, vote: checked(vote), idle };
}

/** In plain JavaScript a vote may be anything. */
function checked<R>(vote: (reply: R) => Vote): (reply: R) => Vote {
  return (reply) => {
    const said = vote(reply);
    if (said === 'up' || said === 'down' || said === 'abstain') return said;
    throw new IcmpArgumentError(
      'vote',
      said,
      "'up', 'down' or 'abstain'",
      "return 'abstain' for a reply that tells nothing.",
    );
  };
}

function checkNofM(argument: string, value: NofM | number): void {
  if (typeof value === 'number')
    throw new IcmpArgumentError(argument, value, 'an object', `write { n: ${value}, of: ${value} }.`);
  checkOptions(argument, value, ['n', 'of']);
  checkInteger(`${argument}.of`, value.of, 1, MOST);
  checkInteger(`${argument}.n`, value.n, 1, value.of);
}
