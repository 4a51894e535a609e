/**
 * The number of the shape of what copies of this package share in one thread: `AddonEngine` with `EngineCaller`, and the
 * list of `driverInUse`. Raise it with every change that code of the release before could not work with. Copies with
 * the same number share one state; those with another number have a state and an engine of their own, and neither knows
 * of the other.
 */
const SHAPE = 1;

/** Under this key the shared state hangs on an object that all copies find. */
export const STATE_KEY = Symbol.for(`rxicmp/${SHAPE}`);
