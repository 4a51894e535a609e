import { CliError } from '../cliError.ts';

/**
 * Refuses text that other programs take for a target, and says what to write instead.
 *
 * @param alone the name of a command that takes one host only; null when blocks and ranges are allowed.
 * @throws `CliError`
 */
export function oddTarget(text: string, alone: string | null): void {
  const say = (what: string, fix: string): never => {
    throw new CliError(`target is ${JSON.stringify(text)}, ${what}.`, fix);
  };
  const [, bracketed] = /^\[(.+)\](:\d+)?$/.exec(text) ?? [];
  if (bracketed !== undefined) say('an address in brackets', `write ${bracketed}.`);
  const [, host] = /^[a-z][a-z\d+.-]*:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]*)/i.exec(text) ?? [];
  if (host !== undefined) say('a URL', `write its host alone: ${host.replaceAll(/[[\]]/g, '') || 'example.net'}.`);
  const [, start, last] = /^((?:\d+\.){3}\d+)-(\d+)$/.exec(text) ?? [];
  if (start !== undefined) {
    const range = `${start}-${start.replace(/\d+$/, last!)}`;
    say('a range whose end is no address', `write ${alone === null ? range : `rxicmp sweep ${range}`}.`);
  }
  const full = inFull(text);
  if (full !== null) say('a short form of an address', `write ${full}.`);
  if (alone !== null && (/\/\d+$/.test(text) || /^[\d.]+-[\d.]+$/.test(text))) {
    say(`and ${alone} wants one host`, `name the host, or write rxicmp sweep ${text}.`);
  }
}

/** The full form of an IPv4 address in a short form that `inet_aton` takes; null for other text. */
function inFull(text: string): string | null {
  if (!/^(?:(?:\d+|0x[\da-f]+)\.){0,2}(?:\d+|0x[\da-f]+)$/i.test(text)) return null;
  const parts = text.split('.').map((part) => (/^0\d+$/.test(part) ? parseInt(part, 8) : Number(part)));
  const rest = parts.pop()!;
  const bytes = 4 - parts.length;
  if (parts.some((part) => !(part < 256)) || !(rest < 256 ** bytes)) return null;
  for (let i = bytes - 1; i >= 0; i--) parts.push(Math.floor(rest / 256 ** i) % 256);
  return parts.join('.');
}
