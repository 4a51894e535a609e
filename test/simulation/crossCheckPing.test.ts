import { describeInLab } from '../lab/describeInLab.ts';
import { crossCheck } from './crossCheck.ts';

describeInLab('a simulated network and the real kernel, on ping sockets', () => crossCheck('ping'));
