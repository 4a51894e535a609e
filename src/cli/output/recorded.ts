import { closeSync, openSync, writeFileSync } from 'node:fs';
import { defer, identity, type MonoTypeOperatorFunction, Subject, tap } from 'rxjs';
import type { EchoReply, Hop } from '../../index.ts';
import { type Scenario, toScenario } from '../../testing/index.ts';
import { CliError } from '../cliError.ts';

/**
 * Records a stream, and writes the recording to a file when the stream completes, for `--simulate`.
 *
 * @param file undefined: nothing is recorded.
 * @returns an operator that errors with a `CliError` before anything is sent when the file cannot be written, and at the end
 * when there is nothing to write.
 */
export function recorded<T extends EchoReply | Hop>(file: string | undefined): MonoTypeOperatorFunction<T> {
  if (file === undefined) return identity;
  return (source) =>
    defer(() => {
      // An existing file stays as it is until there is something to write.
      writing(file, () => closeSync(openSync(file, 'a')));
      const values = new Subject<EchoReply | Hop>();
      let scenario: Scenario | null = null;
      values.pipe(toScenario()).subscribe({ next: (made) => (scenario = made), error: () => undefined });
      const complete = (): void => {
        values.complete();
        if (scenario === null) throw new CliError(`Nothing was recorded in ${file}: no probe has ended.`);
        writing(file, () => writeFileSync(file, `${JSON.stringify(scenario)}\n`));
      };
      return source.pipe(tap({ next: (value) => values.next(value), complete }));
    });
}

function writing(file: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new CliError(`${file} cannot be written: ${(error as Error).message}.`, 'name a file that can be.');
  }
}
