// Ends a series with the reason of its AbortSignal, for code that awaits a promise.
import { isFailure, ping, takeUntilAborted } from 'rxicmp';
import { filter, firstValueFrom } from 'rxjs';

// Waits for the first probe that fails, but for no longer than a fifth of a second.
const failure = ping('127.0.0.1', { interval: 50 }).pipe(
  filter(isFailure),
  takeUntilAborted(AbortSignal.timeout(200), { reject: true }),
);

try {
  console.log(`probe ${(await firstValueFrom(failure)).sequence} failed`);
} catch (error) {
  console.log((error as Error).name);
}

// Output:
// TimeoutError
