import { addonOnDouble } from './addonOnDouble.ts';

await addonOnDouble('apc');
