import { Subject } from 'rxjs';
import type { Driver, EchoReply, ReachTransition } from '../../index.ts';
import { collectMetrics } from '../../metrics/index.ts';
import type { MachineWriter } from './machineWriter.ts';

/** As many targets as a series each may have; a sweep of more counts the others together. */
const MOST = 65_536;

/** Prometheus' text format: what a scrape would get, whole each time. */
export function promWriter(driver: Driver | undefined, print: (text: string) => void): MachineWriter {
  const metrics = collectMetrics({ driver, maxSeries: MOST, idle: Infinity });
  const replies = new Subject<EchoReply>();
  const transitions = new Subject<ReachTransition>();
  replies.pipe(metrics.record()).subscribe();
  transitions.pipe(metrics.recordTransitions()).subscribe();
  let last = Promise.resolve();
  const expose = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of metrics.expose().chunks) text += decoder.decode(chunk, { stream: true });
    print(text.trimEnd());
  };
  return {
    reply: (reply) => replies.next(reply),
    transition: (transition) => transitions.next(transition),
    // One after the other: a long one may take longer than the time to the next.
    statistics: () => (last = last.then(expose)),
  };
}
