import { unwatchFile, watchFile } from 'node:fs';
import { concatMap, from, Observable, catchError, EMPTY } from 'rxjs';

/** Milliseconds between two looks at a file. */
const EVERY = 1000;

/**
 * Emits the targets of a file whenever it has changed, and on SIGHUP. When a list cannot be read, the last one stays.
 *
 * @param read reads the whole list.
 * @param onError gets why a list could not be read.
 */
export function fileChanges(
  file: string,
  read: () => Promise<readonly string[]>,
  onError: (error: unknown) => void,
): Observable<readonly string[]> {
  const changes = new Observable<void>((subscriber) => {
    const onChange = (): void => subscriber.next();
    watchFile(file, { interval: EVERY, persistent: false }, onChange);
    process.on('SIGHUP', onChange);
    return () => {
      unwatchFile(file, onChange);
      process.off('SIGHUP', onChange);
    };
  });
  return changes.pipe(
    concatMap(() =>
      from(read()).pipe(
        catchError((error: unknown) => {
          onError(error);
          return EMPTY;
        }),
      ),
    ),
  );
}
