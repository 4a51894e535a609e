import { testTools } from '#platform';

/**
 * The system on which {@link selfTest} runs, for a report: its name and build, the processor, and Node's version. Where
 * Windows is Wine, it says so.
 */
export function testedSystem(): string {
  return testTools().system;
}
