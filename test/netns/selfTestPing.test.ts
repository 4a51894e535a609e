import { selfTest } from './selfTest.ts';

selfTest('ping');
