import type { EchoReply } from 'rxicmp';

/** The machine was too busy for the beats of a series: then the replies say nothing about the network. */
export class OffBeat extends Error {}

/** @returns a function that throws when beats were left out, or came so late that a host may have changed meanwhile. */
export function checkBeats(interval: number): (reply: EchoReply<unknown>) => void {
  let start = NaN;
  return ({ status, target, sequence, sentAt }) => {
    if (status === 'skipped') throw new OffBeat(`a beat of ${target} was left out`);
    if (Number.isNaN(start)) start = sentAt - sequence * interval;
    const late = sentAt - sequence * interval - start;
    if (Math.abs(late) > 0.4 * interval) throw new OffBeat(`beat ${sequence} of ${target} was ${late} ms late`);
  };
}
