import { cliOnWine } from './cliOnWine.ts';

await cliOnWine('wine10', '24.21.0');
