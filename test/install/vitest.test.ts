import { expect, it } from 'vitest';
import { describeInstalled, newcomer, oldestNode, tool } from './newcomer.ts';

const file = `import { firstValueFrom } from 'rxjs';

test('two copies ping', async () => {
  const first = await import('rxicmp');
  vi.resetModules();
  const second = await import('rxicmp');
  console.log(first.probe === second.probe ? 'one copy' : 'two copies');
  for (const { probe } of [first, second]) {
    const { status } = await firstValueFrom(probe('127.0.0.1'));
    expect(status).toBe('success');
  }
});
`;

describeInstalled('vitest', () => {
  it.each([
    ['as it is', [], 'one copy'],
    ['inlined, which makes a second copy of it', ['rxicmp'], 'two copies'],
  ])('pings after resetModules with the package %s', async (_how, inline, copies) => {
    const { run } = newcomer({
      'a.test.js': file,
      'vitest.config.mjs': `export default { test: { globals: true, server: { deps: { inline: ${JSON.stringify(inline)} } } } };`,
    });
    const { code, stdout, stderr } = await run(oldestNode, [tool('vitest/vitest.mjs'), 'run']);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain(copies);
    expect(stdout).toContain('1 passed');
  });
});
