import { koffiOnWine } from './koffiOnWine.ts';

// By event Wine 8 writes into memory that it has freed.
await koffiOnWine('wine8', 'apc', '20.20.2', {});
