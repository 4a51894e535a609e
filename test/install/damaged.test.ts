import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeInstalled, newcomer, oldestNode } from './newcomer.ts';

const program = `import { probe } from 'rxicmp';
probe('127.0.0.1').subscribe({
  next: ({ status }) => console.log(JSON.stringify({ status })),
  error: ({ name, code, message, fix }) => console.log(JSON.stringify({ name, code, message, fix })),
});
`;
const AGAIN = /^remove node_modules\/rxicmp and install it again/;

/** Changes the only addon that loads here. */
type Damage = (file: string, content: Buffer) => void;

describeInstalled('an addon in the tarball that', () => {
  it.each<[what: string, damage: Damage, reason: RegExp, fix: RegExp]>([
    ['is missing', (file) => rmSync(file), /node: is not there/, AGAIN],
    ['is cut off', (file, content) => writeFileSync(file, content.subarray(0, content.length / 2)), /cut off/, AGAIN],
    ['is empty', (file) => writeFileSync(file, ''), /is no library/, AGAIN],
    [
      'is for another processor',
      (file, content) => writeFileSync(file, content.with(0x12, 183)),
      /is for arm64/,
      AGAIN,
    ],
  ])('%s gives a typed error with the reason, and the fix', async (_what, damage, reason, fix) => {
    const { folder, run } = newcomer({ 'main.mjs': program }, 'copied');
    const place = join(folder, 'node_modules/rxicmp/prebuilds/linux-x64');
    for (const name of readdirSync(place)) damage(join(place, name), readFileSync(join(place, name)));
    const { code, stdout, stderr } = await run(oldestNode, ['main.mjs']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      name: 'IcmpError',
      code: 'ERR_ICMP_NO_DRIVER',
      message: expect.stringMatching(reason) as unknown,
      fix: expect.stringMatching(fix) as unknown,
    });
  });
});
