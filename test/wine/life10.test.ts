import { lifeOnWine } from './lifeOnWine.ts';

await lifeOnWine('wine10', '24.21.0');
