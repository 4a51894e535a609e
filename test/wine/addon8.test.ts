import { addonOnWine } from './addonOnWine.ts';

// By event Wine 8 writes into memory that it has freed.
await addonOnWine('wine8', 'apc', {});
