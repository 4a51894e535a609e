import { koffiOnWine } from './koffiOnWine.ts';

await koffiOnWine('wine10', 'event', '24.21.0', {
  '70,000 requests one wave after the other': 'run on Wine 8, as it takes its time',
});
