import type { Observable } from 'rxjs';
import type { Lap } from '../speedRatios.ts';

/** Subscribes, and tells how long it took until all outcomes had come, and how many were no replies. */
export function measure(outcomes: Observable<{ readonly status: string }>): Promise<Lap> {
  return new Promise((resolve, reject) => {
    let answered = 0;
    let count = 0;
    const processor = process.cpuUsage();
    const start = performance.now();
    outcomes.subscribe({
      next: ({ status }) => {
        count++;
        if (status === 'success') answered++;
      },
      error: reject,
      complete: () => {
        const milliseconds = performance.now() - start;
        const { user, system } = process.cpuUsage(processor);
        resolve({ count, lost: count - answered, milliseconds, cpu: (user + system) / 1000 });
      },
    });
  });
}
