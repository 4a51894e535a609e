import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../runProgram.ts';

const folder = join(root, 'dist/cli');
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const files = readdirSync(folder).filter((file) => file.endsWith('.js'));

/** The files that Node reads before the first line of one of them runs. */
function loadedWith(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  const imports = read(file).matchAll(/^(?:\} from|import) "\.\/([\w.-]+)";/gm);
  for (const [, next] of imports) loadedWith(next!, loaded);
  return loaded;
}

/** RxJS says this of a subscription that cannot be torn down. */
const ofRxjs = /errors occurred during unsubscription/;

describe('the command', () => {
  it('loads RxJS only for a command that needs it', () => {
    expect(files.filter((file) => ofRxjs.test(read(file)))).toHaveLength(1);
    const first = [...loadedWith('main.js')];
    expect(first.length).toBeGreaterThan(1);
    expect(first.filter((file) => ofRxjs.test(read(file)))).toEqual([]);
  });

  it('has chunks that need RxJS', () => {
    const withIt = files.filter((file) => [...loadedWith(file)].some((one) => ofRxjs.test(read(one))));
    expect(withIt.length).toBeGreaterThan(5);
  });

  it('carries the licence of everything that it includes', () => {
    const packages = new Set(
      files.flatMap((file) =>
        [...read(file).matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map(([, name]) => name),
      ),
    );
    expect([...packages]).toContain('rxjs');
    for (const name of packages)
      expect(read(`LICENSE.${name!.replace('/', '-')}.txt`)).toMatch(/copyright|licen[cs]e/i);
  });
});
