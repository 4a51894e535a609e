import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** Collects what is garbage now, so that what follows does not pay for it. */
export const collectGarbage = runInNewContext('gc') as () => void;
