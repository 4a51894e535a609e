import { IcmpArgumentError } from '../../errors.ts';
import { classifyAddress } from '../../wire/classifyAddress.ts';
import { zoneFix } from '../../checks/zoneFix.ts';
import { parseAddress } from '../../wire/address.ts';
import { mappedAddress } from '../../wire/mappedAddress.ts';
import { checkHostName } from '../../checks/checkHostName.ts';
import { checkReplySize } from './checkReplySize.ts';
import { ipOptionsIn6 } from './ipOptionsIn6.ts';
import { plainFamily } from './plainFamily.ts';
import type { ProbeTemplate } from './probeTemplate.ts';
import type { Resolved } from './resolution.ts';

/**
 * Reads a target that needs no look-up.
 *
 * @returns null when the target is a name.
 * @throws `IcmpArgumentError` when it is neither an address nor a name, or is of another family than the options.
 */
export function numericTarget(target: string, template: ProbeTemplate): Resolved | null {
  const plain = typeof target === 'string' ? plainFamily(target) : 0;
  if (plain !== 0) {
    checkFamily(plain, template);
    return { address: target, family: plain, lookupTime: null };
  }
  const parsed = typeof target === 'string' ? parseAddress(target) : null;
  if (parsed === null) {
    checkHostName('target', target);
    return null;
  }
  const kind = classifyAddress(parsed.bytes);
  if (kind === 'unspecified') {
    const fix = `for this machine write ${parsed.family === 4 ? '127.0.0.1' : '::1'}.`;
    throw new IcmpArgumentError('target', target, 'the address of a host', fix);
  }
  const mapped = mappedAddress(parsed.bytes);
  if (mapped !== null) {
    throw new IcmpArgumentError(
      'target',
      target,
      'no IPv4-mapped address, which no IPv6 packet goes to',
      `write ${mapped}.`,
    );
  }
  const { family } = parsed;
  const needsZone = family === 6 && kind === 'link-local' && parsed.zone === null;
  const address = needsZone ? withZone(target, template) : target;
  checkFamily(family, template);
  return { address, family, lookupTime: null };
}

function withZone(target: string, { driver, networkInterface }: ProbeTemplate): string {
  if (networkInterface !== undefined) return `${target}%${networkInterface}`;
  const names = driver.diagnose().interfaces;
  const fix = zoneFix(target, names, ', or set networkInterface');
  throw new IcmpArgumentError('target', target, 'a zone on a link-local address', fix);
}

function checkFamily(family: 4 | 6, template: ProbeTemplate): void {
  if (template.family === null || template.family === family) return checkReplySize(template.request, family);
  const { source, optionsData } = template.request;
  if (source === null && optionsData !== null) throw ipOptionsIn6(optionsData);
  // Without a source, the option `family` asked for the other family.
  if (source === null) {
    const fix = `leave it out, or give an IPv${template.family} target.`;
    throw new IcmpArgumentError('family', template.family, `${family}, the family of the target`, fix);
  }
  throw new IcmpArgumentError(
    'source',
    source,
    `an IPv${family} address, as the target's`,
    `use an IPv${family} address, or leave it out.`,
  );
}
