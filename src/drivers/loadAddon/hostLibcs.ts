interface Report {
  readonly header?: { readonly glibcVersionRuntime?: string };
  readonly sharedObjects?: readonly string[];
}

/**
 * The C libraries whose addon to try, best first. The library of the running program decides, not what else is
 * installed. `null` stands for the only library of a system.
 */
export function hostLibcs(): readonly ('glibc' | 'musl' | null)[] {
  if (process.platform !== 'linux') return [null];
  return isMusl() ? ['musl', 'glibc'] : ['glibc', 'musl'];
}

function isMusl(): boolean {
  const report = process.report as (typeof process.report & { excludeNetwork?: boolean }) | undefined;
  if (report === undefined) return false;
  const { excludeNetwork } = report;
  try {
    // Otherwise the report asks for the names of all peers of all sockets, which may be slow.
    report.excludeNetwork = true;
    const { header, sharedObjects = [] } = report.getReport() as Report;
    return header?.glibcVersionRuntime === undefined && sharedObjects.some((path) => path.includes('musl'));
  } catch {
    return false;
  } finally {
    if (excludeNetwork !== undefined) report.excludeNetwork = excludeNetwork;
  }
}
