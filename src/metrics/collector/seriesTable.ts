import { publish } from '#platform';
import type { EchoReply } from '../../observables/echoReply.ts';
import { tagKey } from '../../observables/options/tagKey.ts';
import { steadyClock } from '../../operators/keyed/steadyClock.ts';
import type { Labels } from '../metricsOptions.ts';
import { checkLabels } from './checkLabels.ts';
import { labelText } from './labelText.ts';
import { Series } from './series.ts';

/** How many tags of one target are known at once. If each probe had another tag, their number would grow for ever. */
const MOST_TAGS = 1024;

/** One target with one tag. */
interface Member {
  readonly series: Series;
  readonly key: string;
  /** The tag of its latest reply: comparing this tag is faster than making its key. */
  tag: unknown;
  /** A reply has come since the last `look`. */
  heard: boolean;
  /** The time of the last `look` before which a reply had come. */
  at: number;
  /**
   * All members with this target by their keys, those with the latest replies at the end; null while there is only one.
   */
  all: Map<string, Member> | null;
}

/** Finds the series of a reply. At most `most` targets and tags are told apart. */
export class SeriesTable<R extends EchoReply<unknown>> {
  readonly #labelsOf: (reply: R) => Labels;
  readonly #most: number;
  readonly #idle: number;
  readonly #now = steadyClock();
  /** For each target the member with the latest reply. */
  readonly #members = new Map<string, Member>();
  readonly #series = new Map<string, Series>();
  #size = 0;
  #names: readonly string[] = [];
  #hasTold = false;

  constructor(labelsOf: (reply: R) => Labels, most: number, idle: number) {
    this.#labelsOf = labelsOf;
    this.#most = most;
    this.#idle = idle;
  }

  /** @throws `IcmpArgumentError` for labels that are not valid, and what `labels` throws. */
  find(reply: R): Series {
    const latest = this.#members.get(reply.target);
    const member = latest !== undefined && latest.tag === reply.tag ? latest : this.#memberOf(reply, latest);
    if (member === null) return this.#other(reply.target);
    member.heard = true;
    return member.series;
  }

  /** All series with this target. */
  seriesOf(target: string): readonly Series[] {
    return this.#membersOf(target).map(({ series }) => series);
  }

  /** The counts of a target and tag begin anew. */
  end({ target, tag }: R): void {
    const key = tagKey(tag);
    const member = this.#membersOf(target).find((one) => one.key === key);
    if (member !== undefined) this.#drop(target, member);
  }

  /** All series. */
  get all(): readonly Series[] {
    return [...this.#series.values()];
  }

  /** Forgets those that were idle for too long. There may be very many: null is where this may be interrupted. */
  *look(): Iterable<null> {
    const now = this.#now();
    for (const [target, latest] of this.#members) {
      // Nearly all targets have one member. It gets no array: ten thousand arrays take longer than all the rest.
      if (latest.all === null) this.#lookAt(target, latest, now);
      else for (const member of [...latest.all.values()]) this.#lookAt(target, member, now);
      yield null;
    }
  }

  #lookAt(target: string, member: Member, now: number): void {
    if (member.heard) {
      member.heard = false;
      member.at = now;
    } else if (now - member.at > this.#idle) {
      this.#drop(target, member);
    }
  }

  #membersOf(target: string): readonly Member[] {
    const latest = this.#members.get(target);
    return latest === undefined ? [] : latest.all === null ? [latest] : [...latest.all.values()];
  }

  #memberOf(reply: R, latest: Member | undefined): Member | null {
    const { target, tag } = reply;
    const key = tagKey(tag);
    let member = latest?.key === key ? latest : latest?.all?.get(key);
    if (member === undefined) {
      if (this.#size >= this.#most) return null;
      member = { series: this.#join(reply, latest), key, tag, heard: true, at: 0, all: latest?.all ?? null };
      this.#size++;
    }
    member.tag = tag;
    this.#members.set(target, member);
    if (latest !== undefined && latest !== member) this.#putLast(target, member, latest);
    return member;
  }

  #putLast(target: string, member: Member, latest: Member): void {
    const all = (latest.all ??= new Map([[latest.key, latest]]));
    member.all = all;
    all.delete(member.key);
    all.set(member.key, member);
    if (all.size > MOST_TAGS) this.#drop(target, all.values().next().value!);
  }

  /** @param latest another member with the target. */
  #join(reply: R, latest: Member | undefined): Series {
    const labels = checkLabels(this.#labelsOf(reply));
    const series = this.#named(labels);
    if (latest === undefined) series.mixed ||= series.members > 0;
    // The judgement of a target is true of all its series.
    else series.judgement ??= latest.series.judgement;
    series.members++;
    this.#names = Object.keys(labels);
    return series;
  }

  #named(labels: Labels): Series {
    const text = labelText(labels);
    let series = this.#series.get(text);
    if (series === undefined) this.#series.set(text, (series = new Series(labels, text)));
    return series;
  }

  #other(target: string): Series {
    if (!this.#hasTold) {
      this.#hasTold = true;
      publish('rxicmp:series', { maxSeries: this.#most, target });
    }
    const series = this.#named(Object.fromEntries(this.#names.map((name) => [name, 'other'])));
    series.mixed = true;
    return series;
  }

  #drop(target: string, member: Member): void {
    member.all?.delete(member.key);
    if (this.#members.get(target) === member) {
      const next = member.all === null ? undefined : [...member.all.values()].at(-1);
      if (next === undefined) this.#members.delete(target);
      else this.#members.set(target, next);
    }
    this.#size--;
    if (--member.series.members === 0) this.#series.delete(member.series.text);
  }
}
