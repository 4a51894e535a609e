// Which links of Markdown pages lead nowhere.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/**
 * Follows the links of pages that name no host: each has to lead to a file below the folder, and where it names a heading,
 * to one that the page has.
 *
 * @param folder holds the pages, and all that they may lead to.
 * @param pages by their paths in the folder, with slashes.
 * @returns a line for each link that leads nowhere.
 */
export function brokenLinks(folder, pages) {
  return pages.flatMap((page) =>
    linksOf(read(folder, page))
      .filter((link) => !leadsSomewhere(folder, page, link))
      .map((link) => `${page}: ${link}`),
  );
}

const read = (folder, page) => readFileSync(join(folder, page), 'utf8');

/** Text in code is no link. */
function linksOf(text) {
  const prose = text.replaceAll(/^```.*?^```$/gms, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(folder, page, link) {
  const [path, heading] = link.split('#');
  const target = path === '' ? page : posix.join(dirname(page), path);
  if (target.startsWith('../') || !existsSync(join(folder, target))) return false;
  return heading === undefined || headingsOf(read(folder, target)).includes(heading);
}

/** Headings as GitHub and npm name them in links. */
function headingsOf(text) {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
