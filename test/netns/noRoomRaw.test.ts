import { describeInLab } from '../lab/describeInLab.ts';
import { missingFirewall } from '../lab/missingFirewall.ts';
import { noRoom } from './noRoom.ts';

describeInLab('an interface without room, on raw sockets', () => noRoom('raw'), missingFirewall());
