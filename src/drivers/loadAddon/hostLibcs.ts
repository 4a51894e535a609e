interface Report {
  readonly header?: { readonly glibcVersionRuntime?: string };
  readonly sharedObjects?: readonly string[];
}

/**
 * The C libraries whose addon to try, best first: that of the program which runs us. What else is installed on the machine
 * says nothing of it. A system that has only one is `null`.
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
    // Else the system is asked for the names of all peers of all sockets, and may be slow to answer.
    report.excludeNetwork = true;
    const { header, sharedObjects = [] } = report.getReport() as Report;
    return header?.glibcVersionRuntime === undefined && sharedObjects.some((path) => path.includes('musl'));
  } catch {
    return false;
  } finally {
    if (excludeNetwork !== undefined) report.excludeNetwork = excludeNetwork;
  }
}
