import { lifeOnWine } from './lifeOnWine.ts';

await lifeOnWine('wine8', '20.20.2');
