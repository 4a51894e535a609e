import { checkDelay } from '../../checks/checkDelay.ts';
import { checkInteger } from '../../checks/checkInteger.ts';
import { checkLimit } from '../../checks/checkLimit.ts';
import { checkOptions } from '../../checks/checkOptions.ts';
import { IcmpArgumentError } from '../../errors.ts';
import type { Loss, RecordOptions } from '../recordOptions.ts';
import type { Sink } from '../sink.ts';

const OPTIONS: readonly (keyof RecordOptions)[] = ['batch', 'every', 'buffer', 'retries', 'timeout', 'onLoss'];

/** The options of `recordTo`, checked. */
export interface RecordSettings {
  readonly batch: number;
  readonly every: number;
  readonly buffer: number;
  readonly retries: number;
  readonly timeout: number;
  readonly onLoss: (loss: Loss) => void;
}

/** @throws `IcmpArgumentError` for what can never work. */
export function recordSettings(sink: Sink<never>, options: RecordOptions): RecordSettings {
  checkSink(sink);
  checkOptions('options', options, OPTIONS);
  const { batch = 500, every = 1000, buffer = 10_000, retries = 5, timeout = 30_000 } = options;
  const { onLoss = () => undefined } = options;
  checkInteger('batch', batch, 1, 1_000_000);
  checkDelay('every', every);
  checkLimit('buffer', buffer, 'leave it out for 10,000.');
  if (buffer < batch)
    throw new IcmpArgumentError('buffer', buffer, `at least ${batch}, which is batch`, 'raise it, or lower batch.');
  checkInteger('retries', retries, 0, 1000);
  checkDelay('timeout', timeout);
  if (typeof onLoss !== 'function')
    throw new IcmpArgumentError('onLoss', onLoss, 'a function', 'pass a function, such as ({ count }) => ....');
  return { batch, every, buffer, retries, timeout, onLoss };
}

function checkSink(sink: Partial<Sink<never>> | null): void {
  if (typeof sink?.write === 'function' && typeof sink.close === 'function') return;
  throw new IcmpArgumentError(
    'sink',
    sink,
    'an object with the functions write and close',
    'pass such as ndjsonSink(path).',
  );
}
