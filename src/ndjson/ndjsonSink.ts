import { fileSystem } from '#platform';
import { checkBoolean } from '../checks/checkBoolean.ts';
import { checkInteger } from '../checks/checkInteger.ts';
import { checkLimit } from '../checks/checkLimit.ts';
import { checkOptions } from '../checks/checkOptions.ts';
import { IcmpArgumentError } from '../errors.ts';
import type { Sink } from '../sinks/sink.ts';
import { jsonLine } from './ndjsonSink/jsonLine.ts';
import { LineFile } from './ndjsonSink/lineFile.ts';

/** When a file is put aside, and how sure it is that a line is kept. */
export interface NdjsonOptions {
  /**
   * Bytes. Before the file becomes longer, it is put aside as `PATH.1`, that one as `PATH.2` and so on; default `Infinity`:
   * never. A batch is not split, so one that is longer alone has a file of its own.
   */
  readonly maxBytes?: number | undefined;
  /** How many files that were put aside are kept; default 5. */
  readonly keep?: number | undefined;
  /** Wait for each batch until the disk has it (`fsync`), so that no power cut takes it away; default false. */
  readonly fsync?: boolean | undefined;
}

/**
 * Makes a sink that appends each value to a file, as a line of JSON.
 *
 * - A batch is kept as a whole or not at all. When the disk is full in the middle of it, what is there of it is cut off
 *   again. A half line that another process has left is ended first.
 * - What JSON cannot say, such as a tag with itself in it or with a BigInt, is lost alone, and told.
 * - The file is opened with the first batch. One sink, and one process, writes a file.
 *
 * @example
 * {@includeCode ../../examples/ndjson.ts}
 *
 * @param path of the file; its folder has to be there.
 * @returns a sink for `recordTo` of `rxicmp/sinks`.
 * @throws `IcmpArgumentError` for an option that can never work, and `IcmpError` with `ERR_ICMP_UNAVAILABLE` where there
 * are no files, as in a browser.
 */
export function ndjsonSink(path: string, options: NdjsonOptions = {}): Sink<unknown> {
  if (typeof path !== 'string' || path === '')
    throw new IcmpArgumentError('path', path, 'the path of a file', "pass such as 'replies.ndjson'.");
  checkOptions('options', options, ['maxBytes', 'keep', 'fsync']);
  const { maxBytes = Infinity, keep = 5, fsync = false } = options;
  checkLimit('maxBytes', maxBytes, 'leave it out for no limit.');
  checkInteger('keep', keep, 1, 1000);
  checkBoolean('fsync', fsync);
  const file = new LineFile(fileSystem(), path, { maxBytes, keep, fsync });
  return {
    write: (batch) => file.append(batch.map(jsonLine).join('')),
    close: () => file.close(),
  };
}
