// A plugin of typedoc. It names the doors as entry points, puts the guides in order, and groups what doors export as their sources do; puts marble
// diagrams into the pages, as SVG that follows the theme of the site; and writes llms.txt.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Application, Comment, CommentTag, Converter, PageEvent, ReflectionKind, RendererEvent } from 'typedoc';
import { root } from './compiler.mjs';
import { doors, specifier } from './doors.mjs';

/** Which group of the reference a name belongs to, by the module that exports it. */
const groups = new Map(Object.entries(doors).map(([door, source]) => [specifier(door), groupsOf(source)]));

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.on(Application.EVENT_BOOTSTRAP_END, () => {
    app.options.setValue('entryPoints', Object.values(doors));
    app.options.setValue('projectDocuments', guides());
    app.options.setValue('groupOrder', [...new Set([...groups.values()].flatMap((group) => [...group.values()])), '*']);
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      for (const child of module.children ?? []) group(child, groups.get(module.name)?.get(child.name));
    }
  });
  app.renderer.on(PageEvent.END, (page) => {
    if (page.contents === undefined) return;
    if (page.model.kind === ReflectionKind.Function) page.contents = withMarble(page.contents, page.model.name);
    page.contents = withScrollingTables(withoutNestedLinks(withInlineMarbles(page.contents)));
    if (page.model.isProject()) page.contents = page.contents.replace(/<div class="tsd-page-title">.*?<\/div>/s, '');
  });
  app.renderer.on(RendererEvent.END, ({ outputDirectory, project }) => {
    writeFileSync(join(outputDirectory, 'llms.txt'), contentsOf(project, app.renderer.router));
  });
}

/** The guides in the order of the README's list, behind the one to start with. One that is not in the list comes last. */
function guides() {
  const list = readFileSync(join(root, 'README.md'), 'utf8');
  const place = (file) => {
    const at = list.lastIndexOf(`(docs/${file})`);
    return file === 'start.md' ? -1 : at < 0 ? list.length : at;
  };
  return readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .sort((one, other) => place(one) - place(other))
    .map((file) => join('docs', file));
}

/** The comments between the exports of a door are the headings of its groups. */
function groupsOf(source) {
  const found = new Map();
  let heading = null;
  for (const [, comment, names] of readFileSync(join(root, source), 'utf8').matchAll(
    /^\/\/ (\w[\w ]*)$|^export (?:type )?\{(.*?)\}/gms,
  )) {
    if (comment !== undefined) heading = comment;
    else if (heading !== null) for (const name of names.split(',')) found.set(exportedName(name), heading);
  }
  return found;
}

function exportedName(name) {
  return name
    .replace(/^\s*type /, '')
    .replace(/^.* as /s, '')
    .trim();
}

function group(reflection, name) {
  if (name === undefined) return;
  // The comment of a function is that of its signature.
  for (const one of reflection.signatures ?? [reflection]) {
    one.comment ??= new Comment();
    one.comment.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: name }]));
  }
}

function marble(name) {
  const file = join(root, 'docs', 'marbles', `${name}.svg`);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** The drawn diagram replaces the one in letters, which is for editors. */
function withMarble(html, name) {
  const svg = marble(name);
  if (svg === null) return html;
  const letters = /<pre><code class="text">[\s\S]*?<\/pre>/;
  const place = letters.test(html) ? letters : /(?<=<div class="tsd-comment tsd-typography"><p>[\s\S]*?<\/p>\n)/;
  return html.replace(place, () => `<figure class="scrolls">${svg}</figure>\n`);
}

/** An image would follow the theme of the system, and not the one that the reader has chosen on the site. */
function withInlineMarbles(html) {
  return html.replace(/<img src="[^"]*\/media\/([^"]+)\.svg"[^>]*>/g, (image, file) => marble(basename(file)) ?? image);
}

function withScrollingTables(html) {
  return html.replaceAll('<table>', '<div class="scrolls"><table>').replaceAll('</table>', '</table></div>');
}

/** A heading that folds its section is a button, so it holds no link. */
function withoutNestedLinks(html) {
  return html.replace(/(<summary [^>]*>(?:(?!<\/summary>)[^])*?)<a [^>]*class="tsd-anchor-icon">.*?<\/a>/g, '$1');
}

/** The list of all pages, a line each, for readers that are programs. */
function contentsOf(project, router) {
  const line = (reflection, summary) =>
    `- [${reflection.name}](${router.getFullUrl(reflection)})${summary === '' ? '' : `: ${summary}`}`;
  const guides = (project.documents ?? []).map((page) => line(page, String(page.frontmatter.summary ?? '')));
  const modules = (project.children ?? []).map(
    (module) =>
      `## ${module.name}\n\n${(module.children ?? [])
        .filter((child) => child.kindOf([ReflectionKind.Function, ReflectionKind.Class]))
        .map((child) => line(child, summaryOf(child.signatures?.[0]?.comment ?? child.comment)))
        .join('\n')}`,
  );
  const { description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return [`# ${project.name}`, `> ${description}`, `## Guides\n\n${guides.join('\n')}`, ...modules].join('\n\n') + '\n';
}

function summaryOf(comment) {
  const text = (comment?.summary ?? []).map((part) => part.text).join('');
  return text.split('\n\n')[0].replaceAll('\n', ' ');
}
