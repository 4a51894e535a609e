import { expect, it } from 'vitest';
import { describeInstalled, newcomer, tool } from './newcomer.ts';
import { answered, imports, requires } from './programs.ts';

describeInstalled('Bun', () => {
  it.each([
    ['import', 'main.mjs', imports],
    ['require', 'main.cjs', requires],
  ])('pings after %s', async (_how, file, program) => {
    expect(await newcomer({ [file]: program }).run(tool('bun/bin/bun'), [file])).toEqual(answered);
  });
});

describeInstalled('Deno', () => {
  const env = { DENO_NO_UPDATE_CHECK: '1' };
  const allowed = ['--allow-ffi', '--allow-read', '--allow-env', '--allow-sys'];

  it.each([
    ['import', 'main.mjs', imports],
    ['require', 'main.cjs', requires],
  ])('pings after %s', async (_how, file, program) => {
    const { run } = newcomer({ [file]: program });
    expect(await run(tool('deno/deno'), ['run', '--no-prompt', ...allowed, file], env)).toEqual(answered);
  });

  it('is told what to allow', async () => {
    const { run } = newcomer({ 'main.mjs': imports });
    const { code, stderr } = await run(tool('deno/deno'), ['run', '--no-prompt', '--allow-read', 'main.mjs'], env);
    expect(code).toBe(1);
    expect(stderr).toContain(`Fix: start deno with ${allowed.join(' ')}.`);
  });
});
