import { missingCapability } from '../../test/lab/capability.ts';
import { enterNamespace, type NamespaceOptions } from '../../test/lab/namespace.ts';

/** Moves this process, and what it starts from now on, into a network namespace of its own. */
export function enterLab(options: NamespaceOptions = {}): void {
  const missing = missingCapability();
  if (missing !== null) throw new Error(`this bench makes a network of its own, which needs ${missing}`);
  enterNamespace(options);
}
