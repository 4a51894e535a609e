import { addonOnWine } from './addonOnWine.ts';

await addonOnWine('wine10', 'event');
