import type { OperatorFunction } from 'rxjs';
import { checkTime } from '../checks/checkTime.ts';
import type { EchoReply } from '../observables/echoReply.ts';
import { VoteWindow } from './reachability/voteWindow.ts';
import { checkInteger } from '../checks/checkInteger.ts';
import { checkFunction } from '../checks/checkFunction.ts';
import type { ReachabilityOptions } from './reachabilityOptions.ts';
import { reachabilitySettings, type ReachabilitySettings } from './reachability/reachabilitySettings.ts';
import { steadyClock } from './keyed/steadyClock.ts';
import type { ReachState, ReachTransition } from './transition.ts';
import type { Detector } from './reachability/detector.ts';
import { detectTransitions } from './reachability/detectTransitions.ts';

/** Who has to agree. `down`, `up` and `vote` say when a single vantage point sees a target down or up. */
export interface QuorumOptions<R> extends Omit<ReachabilityOptions<R>, 'flap'> {
  /**
   * How many vantage points must see a target down, 1 or more; default: more than half of those with an opinion, and at
   * least 2.
   */
  readonly agree?: number | undefined;
  /** The vantage point of a reply; vantage points are compared like keys of a `Map`. Default: its tag. */
  readonly vantage?: ((reply: R) => unknown) | undefined;
  /** A vantage point has no say when it had no vote for so many milliseconds; default ten minutes. */
  readonly silence?: number | undefined;
}

const OPTIONS: readonly (keyof QuorumOptions<never>)[] = ['down', 'up', 'vote', 'agree', 'vantage', 'silence', 'idle'];

/**
 * Emits when a target is down for enough vantage points, and when it no longer is.
 *
 * ```text
 * source ---a--b--c--x--y--a---|     a, b, c: success from three places, x, y: timed-out from a's and b's
 * quorum ------u--------d--u---|     u: up, d: down; down: 1 of 1, up: 1 of 1
 * ```
 *
 * Every vantage point has an opinion of its own on each target, formed as {@link reachability} does. The target is
 * `down` while `agree` of them see it down, and `up` otherwise; it is `unknown` until as many have an opinion at all.
 * So a vantage point that lost its own network takes nothing down. The opinion of one that has stopped is forgotten
 * after `silence`. While fewer than `agree` have an opinion, the state stays, with one exception: a `down` target that
 * none of them sees down is `up`.
 *
 * Give each series of probes the name of its place as a tag. Objects as tags are told apart by identity, which they
 * lose on their way through JSON: then set `vantage`, for example to `(reply) => reply.tag.site`.
 *
 * Memory is constant for each target and vantage point. The evidence of a transition are the replies that decided the
 * opinions behind it, one vantage point after the other; `flapping` is always false.
 *
 * @example
 * {@includeCode ../../examples/quorum.ts}
 *
 * @param options times in milliseconds.
 * @returns an operator whose error notifications are those of the source and what `vote` and `vantage` throw, and
 * `IcmpArgumentError`: on subscription for an option that can never work, later for a `vote` that is none.
 */
export function quorum<R extends EchoReply<unknown>>(
  options: QuorumOptions<R> = {},
): OperatorFunction<R, ReachTransition<R>> {
  return detectTransitions('reachability', () => {
    const settings = reachabilitySettings(options, OPTIONS);
    const { agree = null, vantage = (reply: R) => reply.tag, silence = 600_000 } = options;
    if (agree !== null) checkInteger('agree', agree, 1, 1_000_000);
    checkFunction('vantage', vantage);
    checkTime('silence', silence, 'no zero');
    return { idle: settings.idle, newDetector: () => new Panel({ ...settings, agree, vantage, silence }) };
  });
}

interface Settings<R> extends ReachabilitySettings<R> {
  /** Null: more than half. */
  readonly agree: number | null;
  readonly vantage: (reply: R) => unknown;
  readonly silence: number;
}

interface Member<R extends EchoReply<unknown>> {
  readonly votes: VoteWindow<R>;
  /** The replies that decided its opinion. */
  evidence: readonly R[];
  /** When it voted last. */
  at: number;
}

class Panel<R extends EchoReply<unknown>> implements Detector<R, ReachState> {
  state: ReachState = 'unknown';
  readonly flapping = false;
  readonly #settings: Settings<R>;
  readonly #members = new Map<unknown, Member<R>>();
  readonly #now = steadyClock();

  constructor(settings: Settings<R>) {
    this.#settings = settings;
  }

  observe(reply: R): readonly R[] | null {
    const vote = this.#settings.vote(reply);
    if (vote === 'abstain') return null;
    const member = this.#member(this.#settings.vantage(reply));
    member.at = this.#now();
    member.evidence = member.votes.count(reply, vote) ?? member.evidence;
    return this.#tell();
  }

  /** The vantage point of this reply has no say any more. */
  leave(removed: R): readonly R[] | null {
    this.#members.delete(this.#settings.vantage(removed));
    return this.#tell();
  }

  /** @returns the evidence of the new state; null when the state has not changed. */
  #tell(): readonly R[] | null {
    this.#dismiss(this.#now() - this.#settings.silence);
    const opinions = [...this.#members.values()].filter(({ votes }) => votes.state !== 'unknown');
    const state = this.#judge(opinions);
    if (state === this.state) return null;
    this.state = state;
    return opinions.filter(({ votes }) => votes.state === state).flatMap(({ evidence }) => evidence);
  }

  #judge(opinions: readonly Member<R>[]): ReachState {
    const needed = this.#settings.agree ?? Math.max(2, Math.floor(opinions.length / 2) + 1);
    const down = opinions.filter(({ votes }) => votes.state === 'down').length;
    if (down >= needed) return 'down';
    if (opinions.length >= needed) return 'up';
    // Too few have an opinion. But a target cannot stay down when those few see it up.
    return this.state === 'down' && opinions.length > 0 && down === 0 ? 'up' : this.state;
  }

  #member(vantage: unknown): Member<R> {
    const known = this.#members.get(vantage);
    if (known !== undefined) return known;
    const member = { votes: new VoteWindow(this.#settings), evidence: [], at: 0 };
    this.#members.set(vantage, member);
    return member;
  }

  /** Forgets vantage points that have not voted since a time. */
  #dismiss(before: number): void {
    for (const [vantage, { at }] of this.#members) if (at < before) this.#members.delete(vantage);
  }
}
