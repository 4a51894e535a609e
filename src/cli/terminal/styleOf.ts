import type { Style } from './screen.ts';

/**
 * What a terminal is able, and allowed, to show.
 *
 * @param env with `NO_COLOR`, `FORCE_COLOR`, `TERM` and the variables of the locale.
 */
export function styleOf(
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
  isTerminal: boolean,
): Style {
  const force = env['FORCE_COLOR'];
  const isDumb = env['TERM'] === 'dumb' || env['TERM'] === undefined;
  const isForced = force !== undefined && force !== '' && force !== '0' && force !== 'false';
  const isForbidden = (env['NO_COLOR'] ?? '') !== '' || force === '0' || force === 'false';
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return {
    colors: isForced || (!isForbidden && isTerminal && !isDumb),
    // The consoles of Windows have no locale in their environment.
    unicode: platform === 'win32' || /utf-?8/i.test(locale),
  };
}
