// The house as its imports show it: floors, rooms, doors, and which room imports which. Read from dependency-cruiser.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BuildError, root } from './compiler.mjs';

/**
 * @typedef {object} Room a folder of src, a file that stands beside the folders, or a door of the package (index.ts).
 * @property {string} name such as `wire/`, `errors.ts`, `observables/ping/`.
 * @property {string[]} files its own, without the folder and `.ts`; those of inner rooms are theirs.
 * @property {string[]} doors of an inner room: the files that may import it, by their paths below src.
 * @property {boolean} closed a rule keeps everything out but its doors.
 * @property {Room[]} inner
 */

/** Reads the house. Its floors come from the ground up. */
export async function readHouse() {
  const { floors, machines } = await import(pathToFileURL(join(root, '.dependency-cruiser.mjs')).href);
  const modules = readModules();
  const paths = modules.map(({ source }) => source);
  const floorOf = (path) => floors.findIndex((floor) => new RegExp(floor).test(path));
  const rooms = new Map();
  for (const path of paths) addFile(rooms, path.slice('src/'.length), floorOf(path));
  for (const [machine, doors] of Object.entries(machines)) {
    const room = findRoom(rooms, machine.slice('^src/'.length));
    if (room === undefined)
      throw new BuildError(`picture: .dependency-cruiser.mjs closes ${machine}, which is not there.`);
    room.closed = true;
    // Only patterns of files: the other patterns of a machine let in another machine.
    const isDoor = (path) => doors.some((door) => door.endsWith('$') && new RegExp(door).test(path));
    room.doors = paths.filter(isDoor).map((path) => path.slice('src/'.length));
  }
  for (const { inner } of rooms.values()) {
    for (const room of inner) if (!room.closed) room.doors = doorOf(room, paths);
    // The closed ones first, in the order of the rules.
    const place = ({ name }) => Object.keys(machines).indexOf(`^src/${name}`) >>> 0;
    inner.sort((a, b) => place(a) - place(b));
  }
  return { rooms: [...rooms.values()], floors: floors.length, imports: readImports(modules) };
}

function readModules() {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  // Its exit code is the number of broken rules.
  if (stdout === '') throw new BuildError(`picture: dependency-cruiser failed. ${stderr}`);
  const modules = JSON.parse(stdout).modules.filter(({ source }) => source.startsWith('src/'));
  return modules.sort((a, b) => (a.source < b.source ? -1 : 1));
}

/** The room that a file stands in: an inner one is named with the room around it. */
function roomOf(path) {
  const parts = path.split('/');
  if (parts.length === 1 || parts.at(-1) === 'index.ts') return [path];
  const folders = parts.slice(0, -1);
  return folders.map((_, i) => `${folders.slice(0, i + 1).join('/')}/`);
}

function addFile(rooms, path, floor) {
  const [outer, ...deeper] = roomOf(path);
  const make = (name) => ({ name, floor, files: [], doors: [], closed: false, inner: [] });
  if (!rooms.has(outer)) rooms.set(outer, make(outer));
  let room = rooms.get(outer);
  for (const name of deeper) {
    let inner = room.inner.find((one) => one.name === name);
    if (inner === undefined) room.inner.push((inner = make(name)));
    room = inner;
  }
  if (room.name !== path) room.files.push(path.slice(room.name.length, -'.ts'.length));
}

function doorOf(room, paths) {
  const door = `${room.name.slice(0, -1)}.ts`;
  return paths.includes(`src/${door}`) ? [door] : [];
}

function findRoom(rooms, name) {
  const [outer, inner] = roomOf(`${name}any.ts`);
  const room = rooms.get(outer);
  return inner === undefined ? room : room?.inner.find((one) => one.name === inner);
}

const isWithin = (room, outer) => room === outer || (room.startsWith(outer) && !room.endsWith('index.ts'));
const packageOf = (module) => module.split('/', module.startsWith('@') ? 2 : 1).join('/');

/** Which room imports which: `{ from, to, byName }`, where `byName` says that the import goes by `#platform`. */
function readImports(modules) {
  const found = new Map();
  for (const { source, dependencies } of modules) {
    for (const { module, resolved, coreModule, dependencyTypes } of dependencies) {
      const own = resolved.startsWith('src/');
      const target = own ? roomOf(resolved.slice('src/'.length)) : [coreModule ? 'node:*' : packageOf(module)];
      for (const from of roomOf(source.slice('src/'.length))) {
        for (const to of target) {
          if (isWithin(from, to) || isWithin(to, from)) continue;
          const byName = dependencyTypes.includes('aliased');
          const key = `${from} ${to}`;
          found.set(key, { from, to, own, byName: byName || (found.get(key)?.byName ?? false) });
        }
      }
    }
  }
  return [...found.values()].sort((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
}

/**
 * Leaves out each import that a chain of others implies, so that what is left can be followed by eye.
 * @throws BuildError when rooms import each other in a circle: then no room is above another.
 */
export function withoutImplied(imports) {
  const next = new Map();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const reaches = (from, to, seen = new Set()) =>
    (next.get(from) ?? []).some((room) => {
      if (room === to) return true;
      if (seen.has(room)) return false;
      seen.add(room);
      return reaches(room, to, seen);
    });
  for (const { from, to } of imports)
    if (reaches(to, from))
      throw new BuildError(`picture: ${from} and ${to} import each other. One of them is to be below.`);
  return imports.filter(({ from, to }) => !next.get(from).some((room) => room !== to && reaches(room, to)));
}
