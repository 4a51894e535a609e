import { SimulatedNetwork, type Scenario } from 'rxicmp/testing';
import { TestScheduler } from 'rxjs/testing';
import type { Told } from './collect.ts';
import type { operations } from './operations.ts';

/** All events of a scenario in virtual time. A scenario without an interface gets one like the lab's. */
export function simulate(scenario: Scenario, run: (typeof operations)[string]): readonly Told[] {
  const told: Told[] = [];
  const scheduler = new TestScheduler(() => undefined);
  scheduler.run(() => {
    const network = new SimulatedNetwork({ mtu: 1500, ...scenario }, scheduler);
    run(scenario, network).subscribe((line) => told.push({ ...line, at: scheduler.now() }));
  });
  return told;
}
