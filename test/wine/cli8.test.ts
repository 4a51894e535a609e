import { cliOnWine } from './cliOnWine.ts';

await cliOnWine('wine8', '20.20.2');
