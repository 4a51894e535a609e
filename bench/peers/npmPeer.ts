import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const FOLDER = resolve('build/bench/peers');
const PACKAGES = { 'net-ping': 'net-ping@1.2.4', ping: 'ping@0.4.4' } as const;

export type NpmPeer = keyof typeof PACKAGES;

/** What to say where a package from npm is not installed; null where it is. */
export function missingNpmPeer(name: NpmPeer): string | null {
  if (existsSync(`${FOLDER}/node_modules/${name}`)) return null;
  return `${name} (npm install --prefix build/bench/peers --no-save ${Object.values(PACKAGES).join(' ')})`;
}

/** Loads it. It is no dependency of the project, so npm ci need not compile what only a comparison needs. */
export function npmPeer(name: NpmPeer): unknown {
  return createRequire(`${FOLDER}/`)(name);
}
