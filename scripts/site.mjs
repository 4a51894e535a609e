// A plugin of typedoc: puts marble diagrams into the pages, as SVG that follows the theme of the site, and writes llms.txt.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PageEvent, ReflectionKind, RendererEvent } from 'typedoc';
import { root } from './compiler.mjs';

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.renderer.on(PageEvent.END, (page) => {
    if (page.contents === undefined) return;
    if (page.model.kind === ReflectionKind.Function) page.contents = withMarble(page.contents, page.model.name);
    page.contents = withInlineMarbles(page.contents);
  });
  app.renderer.on(RendererEvent.END, ({ outputDirectory, project }) => {
    writeFileSync(join(outputDirectory, 'llms.txt'), contentsOf(project, app.renderer.router));
  });
}

function marble(name) {
  const file = join(root, 'docs', 'marbles', `${name}.svg`);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** The drawn diagram stands in the place of the one in letters, which is for editors. */
function withMarble(html, name) {
  const svg = marble(name);
  if (svg === null) return html;
  const letters = /<pre><code class="text">[\s\S]*?<\/pre>/;
  const place = letters.test(html) ? letters : /(?<=<div class="tsd-comment tsd-typography"><p>[\s\S]*?<\/p>\n)/;
  return html.replace(place, () => `<figure>${svg}</figure>\n`);
}

/** An image would follow the theme of the system, and not the one that the reader has chosen on the site. */
function withInlineMarbles(html) {
  return html.replace(/<img src="[^"]*\/media\/([^"]+)\.svg"[^>]*>/g, (image, file) => marble(basename(file)) ?? image);
}

/** What there is, a line each, for readers that are programs. */
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
