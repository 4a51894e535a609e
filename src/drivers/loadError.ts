import { IcmpError } from '../errors.ts';

/**
 * Why native code does not load.
 *
 * @param what the beginning of the message.
 * @param fix what to do about it, where the reason is not that it is forbidden to.
 */
export function loadError(what: string, reason: unknown, fix: string): IcmpError {
  const [text] = (reason instanceof Error ? reason.message : String(reason)).split('\n');
  const where = `${process.platform}-${process.arch} with Node ${process.versions.node}`;
  const message = `${what} on ${where}: ${text!.replace(/\.$/, '')}.`;
  return new IcmpError('ERR_ICMP_NO_DRIVER', message, permissionFix(reason) ?? fix);
}

/** What to allow; null where nothing is forbidden. */
function permissionFix(reason: unknown): string | null {
  const { name, code, resource } = reason as { name?: unknown; code?: unknown; resource?: unknown };
  if (code === 'ERR_DLOPEN_DISABLED') return 'start node with --allow-addons, and without --no-addons.';
  if (code === 'ERR_ACCESS_DENIED') {
    return `start node with --allow-addons and --allow-fs-read=*, or allow it to read ${String(resource)} too.`;
  }
  // Deno's, of version 2 and 1.
  const isForbidden = name === 'NotCapable' || name === 'PermissionDenied';
  return isForbidden ? 'start deno with --allow-ffi --allow-read --allow-env.' : null;
}
