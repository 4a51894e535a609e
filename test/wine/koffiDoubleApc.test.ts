import { koffiOnDouble } from './koffiOnDouble.ts';

await koffiOnDouble('apc');
