// Looks at the site that `npm run docs` wrote, as its readers do: in a browser, on a phone, a tablet and a desk, light and dark.
// axe-core may find nothing serious, nothing may be wider than the screen, and keys have to reach what a mouse reaches.
import { createReadStream, existsSync, mkdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';
import { BuildError, root, runMain } from './compiler.mjs';

const site = join(root, 'docs', 'api');
const pictures = join(root, 'build', 'site');
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A page of each kind: the start, a guide with code, one with tables, a function with its marble, a type. */
const pages = [
  'index.html',
  'documents/Start_in_five_minutes.html',
  'documents/Every_status.html',
  'functions/rxicmp.reachability.html',
  'interfaces/rxicmp.ProbeOptions.html',
];
const widths = [360, 768, 1280];
const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };

await runMain(async () => {
  for (const page of pages) {
    if (!existsSync(join(site, page))) throw new BuildError(`site: there is no ${page}. Run npm run docs first.`);
  }
  mkdirSync(pictures, { recursive: true });
  const server = createServer(serve).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const home = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const problems = [];
  try {
    for (const colorScheme of ['light', 'dark']) {
      for (const width of widths) {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
        for (const page of pages) problems.push(...(await look(context, home, page, `${width} ${colorScheme}`)));
        if (colorScheme === 'light') problems.push(...(await useKeys(context, home, width)));
        await context.close();
      }
    }
  } finally {
    await browser.close();
    server.close();
  }
  if (problems.length > 0) throw new BuildError(['site:', ...new Set(problems)].join('\n  '));
  console.log(
    `site: ${pages.length} pages at ${widths.join(', ')} pixels, light and dark. Pictures are in build/site.`,
  );
});

function serve({ url }, response) {
  const file = join(site, normalize(decodeURIComponent(new URL(url, 'http://site').pathname)));
  if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
  response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
  createReadStream(file).pipe(response);
}

async function look(context, home, path, screen) {
  const page = await context.newPage();
  await page.goto(`${home}/${path}`, { waitUntil: 'networkidle' });
  const name = path.replaceAll(/[/.]/g, '-').replace(/-html$/, '');
  await page.screenshot({ path: join(pictures, `${name} ${screen}.png`.replaceAll(' ', '-')) });
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, any }) => `${path} at ${screen}: ${id}: ${target} ${any[0]?.message ?? ''}`),
    );
  const surplus = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (surplus > 0) found.push(`${path} at ${screen}: it is ${surplus} pixels wider than the screen`);
  await page.close();
  return found;
}

/** With keys alone: opens the search, finds a guide and a function, and goes there. */
async function useKeys(context, home, width) {
  const problems = [];
  for (const [words, title] of [
    ['five minutes', 'Start in five minutes'],
    ['reachability', 'reachability'],
  ]) {
    const page = await context.newPage();
    await page.goto(`${home}/index.html`, { waitUntil: 'networkidle' });
    await page.keyboard.press('/');
    await page.keyboard.type(words);
    await page.waitForSelector('#tsd-search-results li').catch(() => null);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.pathname.endsWith('/index.html'), { timeout: 10_000 }).catch(() => null);
    const heading = (await page.title()).split(' | ')[0];
    if (!heading.includes(title)) problems.push(`keys at ${width}: searching for ${words} leads to "${heading}"`);
    await page.close();
  }
  return problems;
}
