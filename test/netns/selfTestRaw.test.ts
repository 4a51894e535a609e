import { selfTest } from './selfTest.ts';

selfTest('raw');
