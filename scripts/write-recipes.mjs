// Writes docs/recipes.md from the programs of examples/. With --check it only tells whether the page is that of today.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { BuildError, root, runMain } from './compiler.mjs';
import { recipes } from './recipes.mjs';

const head = `---
title: Recipes
group: Guides
summary: Programs of what people write, each of one idea, all of them run by the tests.
---

# Recipes

Each program is whole and can be copied. In a checkout \`npm run example NAME\` runs it; the tests run all of them. Those with hosts
such as 192.0.2.1 bring their own network, [simulated](testing.md), so they print the same everywhere.
`;

await runMain(() => {
  const folder = join(root, 'examples');
  const files = new Map(readdirSync(folder).map((file) => [file.slice(0, -extname(file).length), file]));
  const chapters = Object.entries(recipes).map(([title, names]) => {
    const programs = names.map((name) => {
      const file = files.get(name);
      if (file === undefined) throw new BuildError(`recipes: there is no example ${name}.`);
      return recipe(name, extname(file).slice(1).replace('cjs', 'js'), readFileSync(join(folder, file), 'utf8'));
    });
    return `## ${title}\n\n${programs.join('\n')}`;
  });
  const page = `${head}\n${chapters.join('\n')}`;
  const target = join(root, 'docs', 'recipes.md');
  if (process.argv[2] !== '--check') writeFileSync(target, page);
  else if (readFileSync(target, 'utf8') !== page) {
    throw new BuildError('recipes: docs/recipes.md is not that of today. Run:  npm run recipes');
  }
});

/** The first line says what it shows, and is the heading. */
function recipe(name, language, program) {
  const end = program.indexOf('\n');
  const title = program.slice('// '.length, end).replace(/[.]$/, '');
  return `### ${title}\n\n\`npm run example ${name.replace('.test', '')}\`\n\n\`\`\`${language}\n${program.slice(end + 1).trim()}\n\`\`\`\n`;
}
