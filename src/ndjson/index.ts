/**
 * A sink that writes files of JSON lines.
 *
 * @module rxicmp/ndjson
 */

export { ndjsonSink, type NdjsonOptions } from './ndjsonSink.ts';
