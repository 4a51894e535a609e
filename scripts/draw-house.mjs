// Draws docs/architecture.svg from the imports of src. With `--check` it writes nothing and fails when the picture is not
// that of the imports as they are.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BuildError, root, runMain } from './compiler.mjs';
import { readHouse, withoutImplied } from './house.mjs';

const output = 'docs/architecture.svg';

/** Where each room stands on its floor, in 24ths of the width, and what it is. A new room is given its place here. */
const places = {
  'cli/': [0, 24, 'the command: a user of the doors'],
  'index.ts': [0, 2, 'rxicmp'],
  'metrics/index.ts': [2, 4.6, '/metrics'],
  'prom-client/index.ts': [4.6, 7.8, '/prom-client'],
  'opentelemetry/index.ts': [7.8, 11.4, '/opentelemetry'],
  'sinks/index.ts': [11.4, 13.6, '/sinks'],
  'ndjson/index.ts': [13.6, 16, '/ndjson'],
  'sqlite/index.ts': [16, 18.4, '/sqlite'],
  'testing/index.ts': [18.4, 21.2, '/testing'],
  'icmpapi/index.ts': [21.2, 24, '/icmpapi'],
  'metrics/': [0, 8, 'replies counted and exposed'],
  'prom-client/': [8, 11.4, 'in its registry'],
  'opentelemetry/': [11.4, 15.4, 'by its meter'],
  'sinks/': [15.4, 18.6, 'replies kept'],
  'ndjson/': [18.6, 21.2, 'in a file'],
  'sqlite/': [21.2, 24, 'in a table'],
  'operators/': [0, 13, 'Observable to Observable'],
  'observables/': [0, 13, 'streams of replies'],
  'testing/': [13, 19.6, 'the simulated network'],
  'drivers/': [0, 24, 'who sends: addon, koffi; what this platform knows'],
  'icmpapi/': [0, 24, 'the port: the contract of a driver, in prose and types'],
  'checks/': [0, 8, 'what an argument may be'],
  'errors.ts': [8, 13, 'typed errors'],
  'wire/': [13, 24, 'bytes to values, and back'],
};

const width = 1080;
const margin = 14;
const numberWidth = 30;
const gap = 34; // between floors, for arrows
const line = 15;
const letter = { title: 8.1, text: 6.5, chip: 6.2 };

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const round = (number) => Math.round(number * 10) / 10;
const label = (x, y, kind, text) => `<text class="${kind}" x="${round(x)}" y="${round(y)}">${escape(text)}</text>`;
const box = (kind, x, y, w, h) =>
  `<rect class="${kind}" x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}" rx="6"/>`;
const arrow = (x1, y1, x2, y2) => `<path class="arrow" d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2 - 2)}"/>`;

/** Breaks words into lines that fit. */
function wrap(text, room, size) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = lines.at(-1) === '' ? word : `${lines.at(-1)} ${word}`;
    if (longer.length * size <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Sets texts side by side, as many in a row as fit. */
function chipsIn(names, room) {
  const rows = [];
  let x = Infinity;
  for (const name of names) {
    const w = name.length * letter.chip + 12;
    if (x + w > room) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1).push({ name, x, w });
    x += w + 5;
  }
  return rows;
}

/** A room within a room, before it has a place. Its doors will stand on its upper edge, and its name under them. */
function measureInner(room) {
  const [home, short] = room.name.split('/');
  const doors = room.doors.map((path) => path.slice(path.startsWith(`${home}/`) ? home.length + 1 : 0, -'.ts'.length));
  const needed = Math.max(short.length * letter.text + 10, ...doors.map((door) => door.length * letter.chip + 12)) + 16;
  return { room, short: `${short}/`, doors, needed };
}

function drawInner({ room, short, rows }, x, y, w, height) {
  const parts = [box(room.closed ? 'closed' : 'shared', x, y, w, height)];
  rows.forEach((row, i) => {
    for (const chip of row) {
      parts.push(box('door', x + 8 + chip.x, y - 9 + i * 21, chip.w, 18));
      parts.push(label(x + 14 + chip.x, y + 4 + i * 21, 'chip', chip.name));
    }
  });
  parts.push(label(x + 10, y + height - 11, 'inner', short));
  return parts.join('\n');
}

/** How deep a room stands below those that import it. */
function depthOf(name, arrows) {
  return Math.max(0, ...arrows.filter(({ to }) => to === name).map(({ from }) => depthOf(from, arrows) + 1));
}

function drawInnerRooms(room, imports, x, y, w) {
  const names = new Set(room.inner.map(({ name }) => name));
  const arrows = withoutImplied(imports.filter(({ from, to }) => names.has(from) && names.has(to)));
  const places = new Map();
  const svg = [];
  let bottom = y;
  for (let depth = 0; places.size < room.inner.length; depth++) {
    const row = room.inner.filter(({ name }) => depthOf(name, arrows) === depth).map(measureInner);
    // Each room gets the width that it needs; they share the rest.
    const spare = (w - (row.length - 1) * 12 - row.reduce((sum, { needed }) => sum + needed, 0)) / row.length;
    for (const one of row) one.rows = chipsIn(one.doors, one.needed + spare - 12);
    const lines = Math.max(...row.map(({ rows }) => rows.length));
    const height = 30 + Math.max(lines * 21 - 10, 0);
    const top = bottom + (depth === 0 ? 0 : 24) + (lines > 0 ? 9 : 0);
    let at = x;
    for (const one of row) {
      const size = one.needed + spare;
      svg.push(drawInner(one, at, top, size, height));
      const isCovered = one.rows[0]?.some((chip) => Math.abs(8 + chip.x + chip.w / 2 - size / 2) < chip.w / 2);
      places.set(one.room.name, { x: at + size / 2, top: isCovered ? top - 9 : top, bottom: top + height });
      at += size + 12;
    }
    bottom = top + height;
  }
  const lines = arrows.map(({ from, to }) => {
    const [a, b] = [places.get(from), places.get(to)];
    return arrow(a.x, a.bottom, b.x, b.top);
  });
  return { svg: [...svg, ...lines].join('\n'), bottom };
}

function drawRoom(room, { imports, arrows }, x, y, w) {
  const { name } = room;
  const parts = [];
  let at = y + 22;
  const about = places[name][2];
  const beside = 20 + name.length * letter.title;
  const fits = beside + about.length * letter.text < w;
  parts.push(
    label(x + 12, at, 'title', name),
    label(x + (fits ? beside : 12), fits ? at : (at += line), 'about', about),
  );
  at += 3;
  if (room.inner.length > 0) {
    // A file that has a machine stands on the machine as its door.
    const doors = new Set(room.inner.flatMap((inner) => inner.doors));
    const others = room.files.filter((file) => !doors.has(`${name}${file}.ts`));
    for (const text of wrap(others.join(', '), w - 24, letter.text))
      parts.push(label(x + 12, (at += line), 'text', text));
    const inside = drawInnerRooms(room, imports, x + 12, at + 12, w - 24);
    parts.push(inside.svg);
    at = inside.bottom + 4;
  }
  const shown = new Set(arrows.filter(({ from }) => from === name).map(({ to }) => to));
  const also = imports.filter(({ from, to, own }) => from === name && own && !to.match(/\/.*\/$/) && !shown.has(to));
  const packages = imports.filter(({ from, own }) => from === name && !own);
  const list = (word, all) => (all.length === 0 ? [] : [`${word} ${all.map(({ to }) => to).join(', ')}`]);
  const notes = [...list(shown.size > 0 ? 'also imports' : 'imports', also), ...list('needs', packages)].join('; ');
  if (notes !== '')
    for (const text of wrap(notes, w - 24, letter.text)) parts.push(label(x + 12, (at += line), 'note', text));
  return { name, parts, x, y, w, bottom: at + 12 };
}

function drawHouse({ rooms, floors, imports }) {
  for (const { name } of rooms)
    if (!(name in places))
      throw new BuildError(`picture: ${name} has no place yet. Give it one in scripts/draw-house.mjs.`);
  const floorOf = new Map(rooms.map(({ name, floor }) => [name, floor]));
  const between = imports.filter(({ from, to }) => floorOf.has(from) && floorOf.has(to));
  const up = between.find(({ from, to }) => floorOf.get(from) < floorOf.get(to));
  if (up !== undefined) throw new BuildError(`picture: ${up.from} imports ${up.to}, which is above it.`);
  // Rooms of one floor may use each other; an arrow goes down.
  const arrows = withoutImplied(between.filter(({ from, to }) => floorOf.get(from) > floorOf.get(to)));

  const left = margin + numberWidth;
  const unit = (width - left - margin) / 24;
  const drawn = new Map();
  const svg = [];
  let y = margin + 44;
  for (let floor = floors - 1; floor >= 0; floor--) {
    const here = rooms.filter((room) => room.floor === floor);
    const made = here.map((room) => {
      const [from, to] = places[room.name];
      return drawRoom(room, { imports, arrows }, left + from * unit + 5, y, (to - from) * unit - 10);
    });
    const bottom = Math.max(...made.map((room) => room.bottom));
    svg.push(label(margin, y + 22, 'number', String(floor)));
    for (const room of made) {
      svg.push(box('room', room.x, y, room.w, bottom - y), ...room.parts);
      drawn.set(room.name, { ...room, bottom });
    }
    y = bottom + gap;
  }
  for (const { from, to, byName } of arrows) {
    const [a, b] = [drawn.get(from), drawn.get(to)];
    // Straight down, in the middle of the part in which both rooms overlap.
    const x = (Math.max(a.x, b.x) + Math.min(a.x + a.w, b.x + b.w)) / 2;
    svg.push(arrow(x, a.bottom, x, b.y));
    if (byName) svg.push(label(x + 7, b.y - 12, 'note', '#platform'));
  }
  return { svg: svg.join('\n'), height: y - gap + margin };
}

const style = `
  svg { color-scheme: light dark; }
  text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 10.8px; fill: #1f2328; }
  .page { fill: #ffffff; }
  .room { fill: #f3f5f8; stroke: #8c959f; }
  .closed { fill: #ffffff; stroke: #57606a; }
  .shared { fill: #ffffff; stroke: #57606a; stroke-dasharray: 4 3; }
  .door { fill: #ddf4ff; stroke: #0969da; }
  .arrow { fill: none; stroke: #57606a; stroke-width: 1.4; marker-end: url(#head); }
  .head { fill: #57606a; }
  .title { font-weight: bold; font-size: 13.5px; }
  .inner { font-weight: bold; }
  .number { font-size: 18px; font-weight: bold; }
  .chip { font-size: 10.2px; fill: #0550ae; }
  .about, .note, .number { fill: #57606a; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .page { fill: #0d1117; }
    .room { fill: #161b22; stroke: #6e7681; }
    .closed, .shared { fill: #0d1117; stroke: #9198a1; }
    .door { fill: #12304f; stroke: #4493f8; }
    .arrow { stroke: #9198a1; }
    .head { fill: #9198a1; }
    .chip { fill: #a5d6ff; }
    .about, .note, .number { fill: #9198a1; }
  }`;

const legend =
  'An arrow is an import. It goes down. Blue: the doors of an inner room. Solid: only its doors may import it. ' +
  'Dashed: its floor and the floors above share it. Under a title: files that have no room of their own. ' +
  'An import that a chain of arrows implies, or that stays on its floor, has no arrow: the room names it.';

function picture(house) {
  const { svg, height } = drawHouse(house);
  const legendLines = wrap(legend, width - 2 * margin, letter.text);
  return `<!-- Written by npm run picture from the imports of src. -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${round(height)}" role="img" aria-label="The floors of src, their rooms and doors, and what imports what">
<style>${style}
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>
<rect class="page" width="${width}" height="${round(height)}"/>
${legendLines.map((text, i) => label(margin, margin + 10 + i * line, 'note', text)).join('\n')}
${svg}
</svg>
`;
}

await runMain(async () => {
  const path = join(root, output);
  const drawn = picture(await readHouse());
  if (process.argv[2] !== '--check') {
    mkdirSync(dirname(path), { recursive: true });
    return writeFileSync(path, drawn);
  }
  if (!existsSync(path) || readFileSync(path, 'utf8') !== drawn)
    throw new BuildError(
      `picture: ${output} does not show the imports as they are. Run npm run picture, and look at it.`,
    );
});
