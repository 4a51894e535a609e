import type { DriverFeature } from '../../icmpapi/icmpapi.ts';

/**
 * What the addon can do on a platform. On Windows the API ends a request with its first answer, does not say which ICMP
 * message a refusal was, and takes a source, but no interface.
 */
export function addonFeatures(platform: NodeJS.Platform): ReadonlySet<DriverFeature> {
  const common = ['dontFragment', 'lateReplies', 'notBefore', 'sync'] as const;
  if (platform === 'win32') return new Set([...common, 'ipOptions']);
  const sockets = [
    'duplicates',
    'severalReplies',
    'networkInterface',
    'icmpErrors',
    'hopLimit',
    'deliverWithin',
    'constantFlow',
  ] as const;
  return new Set([...common, ...sockets, ...(platform === 'linux' ? (['ipOptions', 'kernelClock'] as const) : [])]);
}
