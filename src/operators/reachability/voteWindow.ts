import type { EchoReply } from '../../observables/echoReply.ts';
import type { ReachabilitySettings } from './reachabilitySettings.ts';
import type { ReachState } from '../transition.ts';
import type { Detector } from './detector.ts';

/** Judges a target by the latest votes of its replies. */
export class VoteWindow<R extends EchoReply<unknown>> implements Detector<R, ReachState> {
  state: ReachState = 'unknown';
  flapping = false;
  readonly #settings: ReachabilitySettings<R>;
  readonly #most: number;
  readonly #votes: { readonly reply: R; readonly vote: 'up' | 'down' }[] = [];

  constructor(settings: ReachabilitySettings<R>) {
    const { down, up, flap } = settings;
    this.#settings = settings;
    this.#most = Math.max(down.of, up.of, flap?.of ?? 0);
  }

  observe(reply: R): readonly R[] | null {
    const vote = this.#settings.vote(reply);
    return vote === 'abstain' ? null : this.count(reply, vote);
  }

  count(reply: R, vote: 'up' | 'down'): readonly R[] | null {
    const votes = this.#votes;
    votes.push({ reply, vote });
    if (votes.length > this.#most) votes.shift();
    const { [vote]: rule, flap } = this.#settings;
    const flapping = flap !== null && this.#changes(flap.of) >= flap.changes;
    if (vote !== this.state) {
      const agreeing = votes.slice(-rule.of).filter((other) => other.vote === vote);
      if (agreeing.length >= rule.n) {
        this.state = vote;
        this.flapping = flapping;
        return agreeing.map((other) => other.reply);
      }
    }
    if (flap === null || flapping === this.flapping || this.state === 'unknown') return null;
    this.flapping = flapping;
    return votes.slice(-flap.of).map((other) => other.reply);
  }

  /** Among the latest `of` votes, how many differ from the one before. */
  #changes(of: number): number {
    let changes = 0;
    for (let i = Math.max(1, this.#votes.length - of + 1); i < this.#votes.length; i++) {
      if (this.#votes[i]!.vote !== this.#votes[i - 1]!.vote) changes++;
    }
    return changes;
  }
}
