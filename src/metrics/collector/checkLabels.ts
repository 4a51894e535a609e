import { checkObject } from '../../checks/checkObject.ts';
import { IcmpArgumentError } from '../../errors.ts';
import type { Labels } from '../metricsOptions.ts';

const NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;
/** The labels that the metrics add themselves. */
const TAKEN: ReadonlySet<string> = new Set(['le', 'quantile', 'status', 'kind', 'to']);
const EXPECTED = 'names of letters, digits and _, other than le, quantile, status, kind and to';

/**
 * @returns a copy with sorted names and well-formed text: half of a surrogate pair would be lost on the way.
 * @throws `IcmpArgumentError` unless they are valid labels.
 */
export function checkLabels(labels: Labels): Labels {
  checkObject('labels', labels);
  const checked: Record<string, string> = {};
  for (const name of Object.keys(labels).sort()) {
    if (!NAME.test(name) || TAKEN.has(name))
      throw new IcmpArgumentError('labels', name, EXPECTED, 'choose another name, such as site.');
    const value: unknown = labels[name];
    if (typeof value !== 'string')
      throw new IcmpArgumentError(`labels.${name}`, value, 'text', 'return text, such as that of String(value).');
    checked[name] = value.replaceAll(/\p{Surrogate}/gu, '\ufffd');
  }
  return checked;
}
