/**
 * A stream of replies, recorded in batches into a sink.
 *
 * @module rxicmp/sinks
 */

export { recordTo } from './recordTo.ts';
export type { Loss, RecordOptions } from './recordOptions.ts';
export type { Sink } from './sink.ts';
