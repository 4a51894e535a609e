import { execFileSync } from 'node:child_process';
import { missingCapability } from './capability.ts';

/** Why there can be no namespaces with a firewall, beyond what the lab itself needs; null when there can. */
export function missingFirewall(): string | null {
  const missing = missingCapability();
  if (missing !== null) return missing;
  try {
    const rules =
      'table inet lab { chain in { type filter hook input priority 0; numgen inc mod 2 0 counter drop; }; }';
    execFileSync('unshare', ['--net', 'nft', '-f', '-'], { input: rules, stdio: ['pipe', 'ignore', 'ignore'] });
    return null;
  } catch {
    return 'the nft command (nftables) and a kernel with it';
  }
}
