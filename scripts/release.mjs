// `npm run release`: builds what a release contains, checks it, and publishes it. With --dry-run it does everything but
// publish. Run `npm version` before it. The fields of package.json that only the owners of the project know are not
// made up here.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError, root, runMain } from './compiler.mjs';

const isDry = process.argv.includes('--dry-run');

/** What the owners of the project have to write into package.json before they publish. */
const owned = {
  'repository.url': ({ repository }) => repository?.url,
  homepage: ({ homepage }) => homepage,
  'bugs.email (the contact for security)': ({ bugs }) => bugs?.email,
};

function run(command, ...args) {
  console.log(`release: ${[command, ...args].join(' ')}`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new BuildError(`release: ${[command, ...args].join(' ')} failed. ${error?.message ?? ''}`);
}

runMain(() => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const changes = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const missing = [
    ...Object.keys(owned)
      .filter((name) => !owned[name](manifest))
      .map((name) => `package.json has no ${name}`),
    ...(changes.includes(`## [${manifest.version}]`) ? [] : [`CHANGELOG.md has no entry for ${manifest.version}`]),
  ];
  if (!isDry && missing.length > 0) {
    throw new BuildError(['release: nothing is published before this is mended.', ...missing].join('\n  '));
  }

  run('npm', 'run', 'build:all');
  run(process.execPath, 'scripts/check-package.mjs', '--release');
  if (!isDry) return run('npm', 'publish', '--provenance', '--ignore-scripts');
  run('npm', 'publish', '--dry-run', '--ignore-scripts');
  console.log(`release: ${manifest.name} ${manifest.version} passes its gates. Nothing was published.`);
  for (const line of missing) console.log(`release: before it is published: ${line}.`);
});
