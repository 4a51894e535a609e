export { registerMetrics } from './registerMetrics.ts';
