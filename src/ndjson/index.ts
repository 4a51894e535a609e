export { ndjsonSink, type NdjsonOptions } from './ndjsonSink.ts';
