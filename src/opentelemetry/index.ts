export { observeMetrics } from './observeMetrics.ts';
