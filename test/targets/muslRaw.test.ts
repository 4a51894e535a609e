import { onTarget } from './onTarget.ts';

await onTarget('linux-x64.musl', 'raw');
