const ping = `probe('127.0.0.1').subscribe({
  next: ({ status }) => console.log(status),
  error: ({ message }) => {
    console.error(message);
    process.exitCode = 1;
  },
});
`;

/** The least program that pings, as an ES module. */
export const imports = `import { probe } from 'rxicmp';\n${ping}`;

/** The same in CommonJS. */
export const requires = `const { probe } = require('rxicmp');\n${ping}`;

/** What either comes to. */
export const answered = { code: 0, stdout: 'success\n', stderr: '' };

/** A test of Jest and of vitest, which have the same words. */
export const pings = `test('127.0.0.1 answers', async () => {
  const { status } = await firstValueFrom(probe('127.0.0.1'));
  expect(status).toBe('success');
});
`;
