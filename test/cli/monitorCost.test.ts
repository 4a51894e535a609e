import { expect, it } from 'vitest';
import { MonitorView } from '../../src/cli/monitor/monitorView.ts';
import { Watched } from '../../src/cli/monitor/watched.ts';
import { FakeScreen } from './fakeScreen.ts';
import { reply } from './reply.ts';

/** Processor time of some work, in milliseconds. */
function costOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

// Five pictures a second are not to be noticed beside the probes of a second.
it('draws ten thousand targets five times at less than it costs to count a reply of each', () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `198.18.${i >> 8}.${i & 255}`);
  const targets = new Map(names.map((target) => [target, new Watched(target)]));
  const view = new MonitorView(targets, () => undefined);
  const screen = new FakeScreen(120, 50, { colors: true, unicode: true });
  const count = (sequence: number): void => {
    for (const [target, one] of targets) {
      one.watch(reply({ target, sequence, rtt: 1 + ((sequence * 7 + target.length) % 10) }));
      one.state = target.endsWith('.77') ? 'down' : 'up';
    }
  };
  const draw = (): void => {
    for (let i = 0; i < 5; i++) view.draw(screen, 10_000 + 200 * i);
  };
  for (let sequence = 0; sequence < 10; sequence++) count(sequence);
  draw();
  const rounds = [10, 11, 12].map((sequence) => ({ counting: costOf(() => count(sequence)), drawing: costOf(draw) }));
  expect(screen.last[0]).toMatch(/^10000 targets: 9961 up, 39 down/);
  const sum = (of: 'counting' | 'drawing'): number => rounds.reduce((total, round) => total + round[of], 0);
  expect(sum('drawing')).toBeLessThan(sum('counting'));
});
