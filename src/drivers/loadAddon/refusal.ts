import { firstLine } from '../firstLine.ts';
import { forbiddenFix } from '../forbiddenFix.ts';
import { nativeRequire } from '../nativeRequire.ts';
import { isPacked } from './findAddon.ts';

/** Why a file was not loaded, and what to do about it. */
export interface Refusal {
  readonly file: string;
  readonly reason: string;
  readonly fix: string;
  /** A missing file is no mistake: another file may be meant for this machine. */
  readonly isMissing: boolean;
}

const AGAIN = 'remove node_modules/rxicmp and install it again';
const BUILD =
  'run `npm ci && npm run build` in a checkout of rxicmp on this machine, and set the environment variable ' +
  'RXICMP_ADDON to the file in its folder prebuilds.';

/** @param isOwn the file was chosen by `RXICMP_ADDON`, and is not one of the package. */
export function refusal(file: string, error: unknown, isOwn: boolean): Refusal {
  const { code } = error as { code?: unknown };
  const isMissing = code === 'MODULE_NOT_FOUND' || code === 'ENOENT';
  const reason = isMissing ? 'is not there' : firstLine(error);
  return { file, reason, fix: forbiddenFix(error) ?? fixOf(file, code, reason, isMissing, isOwn), isMissing };
}

function fixOf(file: string, code: unknown, reason: string, isMissing: boolean, isOwn: boolean): string {
  if (code === 'EACCES' || code === 'EPERM') return `let this user read it: chmod a+r ${file}.`;
  if (/Operation not permitted|failed to map segment/.test(reason)) return 'mount its file system without noexec.';
  if (isOwn) return 'let RXICMP_ADDON name an addon for this machine, or unset it.';
  if (isMissing) return missingFix();
  if (/^the file /.test(reason)) return `${AGAIN}: this file is not as it was published.`;
  return BUILD;
}

function missingFix(): string {
  if (!isPacked()) return BUILD;
  if (isInPackage()) return `${AGAIN}, or run \`npm run build\` if this is a checkout.`;
  return (
    'keep rxicmp out of the bundle (--external:rxicmp of esbuild, externals of webpack, external of rollup, ' +
    'serverExternalPackages of Next.js), or copy its folder prebuilds beside the bundle.'
  );
}

/** False when this code has become part of a bundle. */
function isInPackage(): boolean {
  try {
    return (nativeRequire('../../package.json') as { name?: unknown }).name === 'rxicmp';
  } catch {
    return false;
  }
}
