import { driverOnDouble } from './driverOnDouble.ts';

await driverOnDouble('addon', 'apc');
