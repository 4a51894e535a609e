import type { EchoReply, ReachTransition } from '../../index.ts';
import type { TargetStatistics } from '../counts/targetTally.ts';

/** Writes what comes of targets, for programs. */
export interface MachineWriter {
  reply(reply: EchoReply): void;
  transition(transition: ReachTransition): void;
  /** The counts so far, or those of the whole run. Resolves once they were printed. */
  statistics(all: readonly TargetStatistics[]): Promise<void>;
}
