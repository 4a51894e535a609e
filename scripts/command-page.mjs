// Makes the page of the guide about the command: of the table that its help is made of, and of the types of its output.
import { codesOf, commands, paragraph, sentence, tables } from './command-tables.mjs';
import { outputSchema } from './output-schema.mjs';

const { namesOf, nameOf, pathOf, REPLY_COLUMNS, STATISTICS_COLUMNS, HOP_COLUMNS, seriesFamilies, engineFamilies } =
  tables;

/** The guide's page, in Markdown. */
export function commandPage() {
  const { $defs } = outputSchema();
  return `---
title: The command line
group: Guides
summary: 'All commands and options, exit codes, and every field of the output for programs.'
---

<!-- Written by npm run pages. -->

# The command line

${table(
  ['command', 'what it is for'],
  commands.map(([name, one]) => [link(name), sentence(one.summary)]),
)}

\`rxicmp HOST...\` is \`rxicmp ping HOST...\`. Before any command \`--simulate FILE\` puts it on a network that a JSON file
[describes](testing.md).

Times are written as in \`200ms\`, \`1.5s\`, \`5m\`, \`1h30m\`; a bare number is milliseconds, and one below 10 is refused,
because it may be meant in seconds. \`--for\` and \`--every\` need a unit.

The exit code is 0 when all answered, 1 when some did not, and 2 when something was wrong here: a mistake in the command line,
nothing that could be sent, or output that could not be written. Ctrl-C, SIGTERM and SIGHUP end a command with its summary;
SIGQUIT (and SIGINFO where there is one) prints the statistics so far. A \`monitor\` of a file without any terminal reads
that file again on SIGHUP.

${commands.map(([name, one]) => commandPart(name, one)).join('\n\n')}

## JSON

With \`--json\` each line is an object, and its \`type\` says which. The package has a JSON Schema of them,
\`rxicmp/output.schema.json\`. A field is there in every line, and null where it has no value; those with a question mark may
be missing. Times are in milliseconds, sizes in bytes.

${linesPart($defs)}

## CSV

With \`-o csv\` there is one table, whose first line names the columns. An empty cell is no value. \`ping\`, \`sweep\` and
\`monitor\` print a row for each reply, and with \`-q\` or \`--every\` those of the statistics; \`trace\` prints its table.

${columnsPart('Replies', REPLY_COLUMNS, 'reply')}

${columnsPart('Statistics', STATISTICS_COLUMNS, 'statistics')}

${columnsPart('Hops', HOP_COLUMNS, 'hopStatistics')}

## Prometheus

With \`-o prom\`, \`ping\`, \`sweep\` and \`monitor\` print what a scrape would get, in the text format of Prometheus: once
at the end, as a file for the textfile collector of node_exporter, and with \`--every\` the whole again and again. A program
that is scraped uses [\`rxicmp/metrics\`](metrics.md). The label of a target is \`target\`.

${table(
  ['metric', 'type', 'what it is'],
  [...seriesFamilies.rxicmp, ...engineFamilies].map(({ name, type, help }) => [code(name), type, help]),
)}
`;
}

function commandPart(name, one) {
  const options = Object.entries(one.flags).map(([flag, known]) => [
    code(namesOf(flag, known).trim()),
    sentence(known.help),
  ]);
  return [
    `## ${name}`,
    `\`\`\`text\nrxicmp ${[name, one.operands].join(' ').trim()}\n\`\`\``,
    paragraph(one),
    table(['option', 'what it does'], options),
    ...(codesOf(one) === null ? [] : [`Exit code: ${codesOf(one)}`]),
  ].join('\n\n');
}

function linesPart(definitions) {
  const parts = [];
  for (const schema of Object.values(definitions)) {
    const types = typesOf(schema);
    if (types === null) continue;
    const fields = fieldsOf(schema, definitions);
    parts.push({ types, fields, text: schema.description, base: parts.find((part) => isWithin(part.fields, fields)) });
  }
  return parts
    .map(({ types, fields, text, base }) => {
      const own = fields.filter(([path]) => path === 'type' || !base?.fields.some(([one]) => one === path));
      const also = base === undefined ? '' : ` It has the fields of ${link(base.types[0])}, and:`;
      const rows = own.map(([path, value, what]) => [code(path), value, what]);
      return `### ${types.join(', ')}\n\n${text}${also}\n\n${table(['field', 'value', 'what it is'], rows)}`;
    })
    .join('\n\n');
}

/** What stands in `type` of a line; null for what is no line. */
function typesOf({ properties = {} }) {
  const { type } = properties;
  return type === undefined ? null : (type.enum ?? (type.const === undefined ? null : [type.const]));
}

function isWithin(part, fields) {
  return part.every(
    ([path, , text]) => path === 'type' || fields.some((other) => other[0] === path && other[2] === text),
  );
}

/** Path, value and comment of each field, those of objects within it after it. */
function fieldsOf({ properties, required }, definitions, before = '') {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${before}${name}`;
    const inner = innerOf(schema, definitions);
    const mark = required.includes(name) ? '' : '?';
    const row = [`${path}${mark}`, valueOf(schema, definitions), schema.description ?? ''];
    return inner === null
      ? [row]
      : [row, ...fieldsOf(inner.schema, definitions, `${path}${inner.isList ? '[]' : ''}.`)];
  });
}

/** The object in a field, or in a list that is one; null when there is none, or it is a reply. */
function innerOf(schema, definitions) {
  const one = (schema.anyOf ?? [schema]).find(({ type }) => type !== 'null');
  if (one === undefined) return null;
  const isList = one.type === 'array' && one.items !== false;
  const item = isList ? one.items : one;
  if (isReply(item)) return null;
  const inner = item.$ref === undefined ? item : definitions[nameOfRef(item)];
  return inner.type === 'object' ? { schema: inner, isList } : null;
}

const nameOfRef = ({ $ref }) => $ref.split('/').at(-1);
const isReply = ({ $ref }) => $ref !== undefined && /^Echo/.test(nameOfRef({ $ref }));

function valueOf(schema, definitions) {
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => valueOf(one, definitions)).join(', ');
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum?.includes('timed-out')) return 'a [status](statuses.md)';
  if (schema.enum !== undefined) return schema.enum.map((one) => (one === null ? 'null' : code(one))).join(', ');
  if (isReply(schema)) return `${link('reply')}, without \`type\``;
  if (schema.$ref !== undefined) return 'object';
  if (schema.type !== 'array') return [schema.type].flat().join(', ');
  if (schema.items === false) return `[${schema.prefixItems.map(({ title }) => title).join(', ')}]`;
  return `list of ${valueOf(schema.items, definitions)}`;
}

function columnsPart(title, columns, line) {
  const rows = columns.map((column) => [code(nameOf(column)), code(pathOf(column))]);
  return `### ${title}\n\n${table(['column', `field of [${line}](#${anchor(line)})`], rows)}`;
}

const anchor = (heading) => heading.toLowerCase();
const link = (heading) => `[\`${heading}\`](#${anchor(heading)})`;
const code = (text) => `\`${text}\``;

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
