import { expect, it } from 'vitest';
import { scratch } from './scratch.ts';

it('scripts/release.mjs refuses to publish before the owners have filled in what only they know', () => {
  const { run } = scratch({
    'package.json': '{ "name": "scratch", "version": "1.2.3", "homepage": "https://example.net/" }',
    'CHANGELOG.md': '## [1.2.2]\n',
  });
  const { code, stdout, stderr } = run('release.mjs');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('nothing is published');
  expect(stderr.trimEnd().split('\n').slice(1)).toEqual([
    '  package.json has no repository.url',
    '  package.json has no bugs.email (the contact for security)',
    '  CHANGELOG.md has no entry for 1.2.3',
  ]);
});
