import type { Diagnosis, EchoReply, Hop, HopStatistics, MtuStep, ReachTransition, Reroute } from '../../index.ts';
import type { SelfTestResult } from '../../testing/index.ts';
import type { TargetStatistics } from '../counts/targetTally.ts';

// scripts/output-schema.mjs makes the JSON Schema of these types, with their comments; docs/command-line.md shows them.

/** What became of a probe of `ping` or `sweep`, as it comes. */
export type ReplyLine = { readonly type: 'reply' } & EchoReply;

/** The counts of a target of `ping`, `sweep` or `monitor`: at the end, each `--every`, and on SIGQUIT. */
export interface StatisticsLine extends TargetStatistics {
  readonly type: 'statistics';
}

/** A hop of `trace`, once all its probes have ended. */
export interface HopLine extends Hop {
  readonly type: 'hop';
}

/** A row of the table of a `trace` in rounds: at the end, each `--every`, and on SIGQUIT. */
export interface HopStatisticsLine extends HopStatistics {
  readonly type: 'hopStatistics';
}

/** The route has changed, from `trace --changes`. */
export interface RerouteLine extends Reroute {
  readonly type: 'reroute';
}

/** A packet that `mtu` has tried. The last one has the path MTU. */
export interface StepLine extends MtuStep {
  readonly type: 'step';
}

/** A target of `monitor` has gone down or come up. */
export interface TransitionLine extends ReachTransition {
  readonly type: 'transition';
}

/** What `wait` was waiting for has come: the first answer, or with `--down` the last probe of the silence. */
export type WaitedLine = {
  readonly type: 'answered' | 'silent';
  /** Milliseconds since the start of the command. */
  readonly waited: number;
} & EchoReply;

/** What `diagnose` found. */
export interface DiagnosisLine extends Diagnosis {
  readonly type: 'diagnosis';
}

/** What `diagnose --self-test` tests. */
export interface SelfTestLine {
  readonly type: 'self-test';
  /** The version of this package. */
  readonly rxicmp: string;
  readonly driver: string;
  /** Node, the operating system and the processor. */
  readonly system: string;
}

/** What came of one case of `diagnose --self-test`. */
export interface ResultLine extends SelfTestResult {
  readonly type: 'result';
}

/** A line of `--json`. */
export type OutputLine =
  | ReplyLine
  | StatisticsLine
  | HopLine
  | HopStatisticsLine
  | RerouteLine
  | StepLine
  | TransitionLine
  | WaitedLine
  | DiagnosisLine
  | SelfTestLine
  | ResultLine;

/** A line as it is printed. */
export function jsonLine(line: OutputLine): string {
  return JSON.stringify(line);
}
