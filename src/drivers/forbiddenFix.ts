/** What to allow when loading native code is forbidden; null when it is not forbidden. */
export function forbiddenFix(reason: unknown): string | null {
  const { name, code, resource } = reason as { name?: unknown; code?: unknown; resource?: unknown };
  if (code === 'ERR_DLOPEN_DISABLED') return 'start node with --allow-addons, and without --no-addons.';
  if (code === 'ERR_ACCESS_DENIED') {
    return `start node with --allow-addons and --allow-fs-read=*, or allow it to read ${String(resource)} too.`;
  }
  // The errors of Deno 2 and Deno 1.
  const isForbidden = name === 'NotCapable' || name === 'PermissionDenied';
  return isForbidden ? 'start deno with --allow-ffi --allow-read --allow-env --allow-sys.' : null;
}
