import koffi from 'koffi';

const CLOCK_THREAD_CPUTIME_ID = 3;
const now = { tv_sec: 0, tv_nsec: 0 };

let read: ((clock: number, time: typeof now) => number) | null = null;

/**
 * Milliseconds of processor time of the thread that asks. That of the process would have V8's other threads in it, which
 * compile and collect garbage while this one runs; and the wall clock goes on while another program has the processor.
 */
export function threadTime(): number {
  if (read === null) {
    koffi.struct('timespec', { tv_sec: 'long', tv_nsec: 'long' });
    read = koffi.load(null).func('int clock_gettime(int clock, _Out_ timespec *time)') as never;
  }
  read!(CLOCK_THREAD_CPUTIME_ID, now);
  return now.tv_sec * 1000 + now.tv_nsec / 1e6;
}
