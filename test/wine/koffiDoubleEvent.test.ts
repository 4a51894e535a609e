import { driverOnDouble } from './driverOnDouble.ts';

await driverOnDouble('koffi', 'event');
