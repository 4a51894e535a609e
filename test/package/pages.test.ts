import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { root } from '../runProgram.ts';

const { brokenLinks } = (await import('../../scripts/broken-links.mjs' as string)) as {
  brokenLinks(folder: string, pages: readonly string[]): readonly string[];
};

const markdown = (folder: string) => readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'));
const pages = [...markdown('.'), ...markdown('docs').map((name) => `docs/${name}`)];
const read = (page: string) => readFileSync(join(root, page), 'utf8');

/** Pages that lead their reader through the sources. */
const guides = ['CONTRIBUTING.md', 'docs/architecture.md', 'README.md', 'SECURITY.md'];
const folders = ['.ci', 'bench', 'docs', 'examples', 'native', 'scripts', 'src', 'test'];

/** Text in code style on a page that is a path of this project, seen from its root. */
function pathsIn(text: string): readonly string[] {
  const isPath = (span: string): boolean =>
    folders.some((folder) => span.startsWith(`${folder}/`)) || /^[\w.-]+\.(cc|h|json|md|mjs|ts)$/.test(span);
  return [...text.matchAll(/`([^`\s]+)`/g)].map(([, span]) => span!).filter(isPath);
}

/** Folders that a build makes. */
const built = read('.gitignore')
  .split('\n')
  .filter((line) => line.startsWith('/'))
  .map((line) => line.replace(/^\/|\/$/g, ''));

/** NAME and X stand for a name that the reader chooses, so only the folder has to be there; * stands for any. */
function isThere(path: string): boolean {
  const folder = dirname(path);
  const name = basename(path);
  if (built.includes(path)) return true;
  if (/NAME|^X\b/.test(name)) return existsSync(join(root, folder));
  if (!name.includes('*')) return existsSync(join(root, path));
  const pattern = new RegExp(`^${name.replaceAll('.', '[.]').replaceAll('*', '.*')}$`);
  return existsSync(join(root, folder)) && readdirSync(join(root, folder)).some((file) => pattern.test(file));
}

it.each(guides)('every path that %s names exists', (guide) => {
  const paths = pathsIn(read(guide));
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !isThere(path))).toEqual([]);
});

it('a path that is not there is found', () => {
  const text =
    '`src/index.ts` `src/nobody.ts` `native/posix/linux_*.cc` `native/posix/vms_*.cc` `README.md` `NO.md` `a/b`';
  const found = pathsIn(`${text} \`src/operators/NAME.ts\` \`src/nowhere/NAME.ts\``);
  expect(found.filter((path) => !isThere(path))).toEqual([
    'src/nobody.ts',
    'native/posix/vms_*.cc',
    'NO.md',
    'src/nowhere/NAME.ts',
  ]);
});

it('no link of a page leads nowhere', () => {
  expect(brokenLinks(root, pages)).toEqual([]);
});

it('a link that leads nowhere is found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rxicmp-pages-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'docs'));
  const here = '[a](docs/b.md#the-way-down--up) [b](#a-heading) [c](https://example.net/x) `[d](no.md)`';
  writeFileSync(join(folder, 'a.md'), `# A heading\n${here} [e](docs/c.md) [f](docs/b.md#no) ![g](../g.svg)\n`);
  writeFileSync(join(folder, 'docs/b.md'), '## The way: down & up\n[a](../a.md)\n');
  expect(brokenLinks(folder, ['a.md', 'docs/b.md'])).toEqual([
    'a.md: docs/c.md',
    'a.md: docs/b.md#no',
    'a.md: ../g.svg',
  ]);
});

it('CONTRIBUTING.md tells of every lane, in their order', () => {
  const [, lanes] = /^lanes=\((.*?)\)$/ms.exec(read('.ci/run'))!;
  const told = [...read('CONTRIBUTING.md').matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, lane]) => lane);
  expect(told).toEqual(lanes!.trim().split(/\s+/));
});

it.each(['README.zh-CN.md', 'README.ko.md'])('%s has the programs of the README, and its picture', (page) => {
  const partsOf = (text: string) =>
    [...text.matchAll(/^```ts\n.*?^```$|(?<=^!\[[^\]\n]*\]\()[^)]*/gms)].map(([part]) => part);
  const [picture, ...programs] = partsOf(read(page));
  expect(programs.length).toBeGreaterThan(1);
  expect(partsOf(read('README.md')).slice(0, programs.length + 1)).toEqual([picture, ...programs]);
  expect(read('README.md')).toContain(`](${page})`);
});

it('the picture of the README has the columns of the monitor', () => {
  const picture = read('docs/monitor.svg').replaceAll('\u00a0', ' ');
  for (const [, title] of read('src/cli/monitor/formatRow.ts').matchAll(/title: '(\w+)'/g))
    expect(picture).toContain(title!);
});

it('SECURITY.md tells of a contact only when package.json has one', () => {
  const { bugs } = JSON.parse(read('package.json')) as { bugs?: unknown };
  expect(/`bugs` is not set/.test(read('SECURITY.md'))).toBe(bugs === undefined);
});

/** The texts of a union type, as its source has them. */
function membersOf(type: string, file: string): readonly string[] {
  const [, members] = new RegExp(`export type ${type} =(.*?);`, 's').exec(read(file))!;
  return [...members!.matchAll(/'([^']+)'/g)].map(([, member]) => member!);
}

it('every error code and every status has a row of its page', () => {
  const codes = membersOf('IcmpErrorCode', 'src/errors.ts');
  const refusals = membersOf('RejectedStatus', 'src/observables/echoReply.ts');
  const others = [...read('src/observables/echoReply.ts').matchAll(/readonly status: ('.*');/g)].flatMap(([, union]) =>
    [...union!.matchAll(/'([^']+)'/g)].map(([, status]) => status!),
  );
  expect([codes.length, refusals.length, others.length].every((length) => length > 6)).toBe(true);
  const hasRow = (page: string) => (name: string) => read(page).includes(`\n| \`${name}\``);
  expect(codes.filter((code) => !hasRow('docs/troubleshooting.md')(code))).toEqual([]);
  expect([...refusals, ...others].filter((status) => !hasRow('docs/statuses.md')(status))).toEqual([]);
});

it('options that people of other tools are told are options of the command', () => {
  const told = [...read('docs/coming-from.md').matchAll(/`(--[a-z-]+)/g)].map(([, option]) => option!);
  const help = execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), 'ping', '--help'], { encoding: 'utf8' });
  expect(told.length).toBeGreaterThan(8);
  expect(told.filter((option) => !new RegExp(`${option}\\b`).test(help))).toEqual([]);
});
