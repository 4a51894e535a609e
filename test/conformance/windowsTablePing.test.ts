import { windowsTableOnLinux } from './windowsTableOnLinux.ts';

await windowsTableOnLinux('ping');
