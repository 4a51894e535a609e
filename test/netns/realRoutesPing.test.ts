import { describeInLab } from '../lab/describeInLab.ts';
import { missingFirewall } from '../lab/missingFirewall.ts';
import { realRoutes } from './realRoutes.ts';

describeInLab('a route of real routers, on ping sockets', () => realRoutes('ping'), missingFirewall());
