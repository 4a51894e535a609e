import { IcmpArgumentError } from '../../errors.ts';
import { checkBoolean } from '../../checks/checkBoolean.ts';
import { addresses } from '../addresses.ts';

/**
 * The targets that a text stands for. What is no text is returned as it is.
 *
 * @throws `IcmpArgumentError` for `hostsOnly` that would mean nothing, and what `addresses` throws.
 */
export function expandText(targets: unknown, hostsOnly = false): unknown {
  checkBoolean('hostsOnly', hostsOnly);
  if (typeof targets === 'string') return addresses(targets, { hostsOnly });
  if (!hostsOnly) return targets;
  const fix = 'for example pass 192.0.2.0/24, or the addresses of addresses(text, { hostsOnly: true }).';
  throw new IcmpArgumentError('hostsOnly', hostsOnly, 'false, because the targets are no text', fix);
}
