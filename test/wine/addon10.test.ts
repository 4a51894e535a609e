import { addonOnWine } from './addonOnWine.ts';

await addonOnWine('wine10', 'event', {
  '70,000 requests one wave after the other': 'run on Wine 8, as it takes its time',
});
