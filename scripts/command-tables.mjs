// The tables that the command is made of, for the pages about it.
import { build } from 'esbuild';
import { root } from './compiler.mjs';

const contents = `
export { COMMANDS } from './src/cli/arguments/commands.ts';
export { namesOf } from './src/cli/arguments/usage.ts';
export { seriesFamilies } from './src/metrics/collector/seriesFamilies.ts';
export { engineFamilies } from './src/metrics/collector/engineFamilies.ts';
export { nameOf, pathOf, REPLY_COLUMNS, STATISTICS_COLUMNS, HOP_COLUMNS } from './src/cli/output/csv.ts';`;
const { outputFiles } = await build({
  stdin: { contents, resolveDir: root },
  bundle: true,
  write: false,
  format: 'esm',
});
export const tables = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);

export const commands = Object.entries(tables.COMMANDS);
export const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;
export const paragraph = ({ help, summary }) => (help === '' ? sentence(summary) : help.replaceAll('\n', ' '));
export const codesOf = ({ codes }) =>
  codes === null ? null : `0 when ${codes[0]}, 1 when ${codes[1]}, 2 when something was wrong here.`;
