import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { map, of } from 'rxjs';
import { expect, inject, it } from 'vitest';
import { root } from '../runProgram.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder in node_modules that RxJS has to come from. */
    readonly rxjs: string;
  }
}

/** The `package.json` of a folder. */
function packageIn(folder: string): { readonly version: string; readonly peerDependencies: { readonly rxjs: string } } {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as ReturnType<typeof packageIn>;
}

it(`runs with the RxJS in ${inject('rxjs')}`, () => {
  let stack = '';
  of(0)
    .pipe(map(() => (stack = new Error('here').stack!)))
    .subscribe();
  expect(stack).toContain(`/node_modules/${inject('rxjs')}/`);
});

it('has an oldest RxJS that is the first of those that a user may have', () => {
  expect(packageIn('.').peerDependencies.rxjs).toBe(`^${packageIn('node_modules/rxjs-oldest').version}`);
});
