import { IcmpArgumentError } from '../../errors.ts';
import type { Format } from './format.ts';

/**
 * The format that the client prefers among those that there are. Text when it names none of them: every scraper reads
 * text.
 *
 * @param accept the header `Accept`.
 * @throws `IcmpArgumentError` unless `accept` is text.
 */
export function chooseFormat(accept: string | undefined): Format {
  if (accept === undefined) return 'text';
  if (typeof accept !== 'string')
    throw new IcmpArgumentError('accept', accept, 'text', 'pass the header Accept, such as request.headers.accept.');
  let chosen: Format = 'text';
  let best = 0;
  for (const range of accept.split(',')) {
    const [type, ...rest] = range.split(';').map((part) => part.trim().toLowerCase());
    const parameters = new Map(rest.map((part) => splitAtEquals(part)));
    const format = formatOf(type!, parameters);
    const quality = Number(parameters.get('q') ?? 1);
    if (format === null || !(quality > best)) continue;
    chosen = format;
    best = quality;
  }
  return chosen;
}

function splitAtEquals(part: string): [string, string] {
  const at = part.indexOf('=');
  return at < 0
    ? [part, '']
    : [
        part.slice(0, at).trim(),
        part
          .slice(at + 1)
          .trim()
          .replaceAll('"', ''),
      ];
}

function formatOf(type: string, parameters: ReadonlyMap<string, string>): Format | null {
  const version = parameters.get('version');
  switch (type) {
    case 'application/vnd.google.protobuf': {
      const isOurs = parameters.get('proto') === 'io.prometheus.client.metricfamily';
      return isOurs && parameters.get('encoding') === 'delimited' ? 'protobuf' : null;
    }
    case 'application/openmetrics-text':
      return version === undefined || version === '1.0.0' || version === '0.0.1' ? 'openmetrics' : null;
    case 'text/plain':
      return version === undefined || version === '0.0.4' ? 'text' : null;
    case 'text/*':
    case '*/*':
      return 'text';
    default:
      return null;
  }
}
