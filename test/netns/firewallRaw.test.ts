import { describeInLab } from '../lab/describeInLab.ts';
import { missingFirewall } from '../lab/missingFirewall.ts';
import { firewall } from './firewall.ts';

describeInLab('a network with a firewall, on raw sockets', () => firewall('raw'), missingFirewall());
