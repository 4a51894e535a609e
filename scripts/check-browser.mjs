// Bundles each door as a web bundler would, and fails when something of Node is left in it.
import { Script, createContext } from 'node:vm';
import { build } from 'esbuild';
import { Linter } from 'eslint';
import { BuildError, root, runMain } from './compiler.mjs';
import { doors, filesOf } from './doors.mjs';

const files = Object.keys(doors).map((name) => filesOf(name).module.slice(2));

/** What a browser has and rxjs uses. Any other name that nothing declares is a piece of Node, or a mistake. */
const webGlobals = [
  ...['console', 'performance', 'queueMicrotask', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  ...['requestAnimationFrame', 'cancelAnimationFrame', 'AbortController', 'AbortSignal', 'DOMException'],
  ...['TextEncoder', 'TextDecoder', 'crypto', 'AsyncIterator'],
];

async function checkDoor(door) {
  // esbuild fails on an import of a Node module by itself, as the platform is a browser.
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [door],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'door',
    conditions: ['browser'],
    // Its paths would lead `#platform` back to the sources; a user has package.json's imports only.
    tsconfigRaw: {},
    logLevel: 'warning',
  }).catch((error) => {
    throw new BuildError(`browser: ${door} cannot be bundled (${error.errors.length} errors).`);
  });
  const [{ text }] = outputFiles;

  const undeclared = new Linter().verify(text, {
    languageOptions: {
      sourceType: 'script',
      globals: Object.fromEntries(webGlobals.map((name) => [name, 'readonly'])),
    },
    linterOptions: { noInlineConfig: true },
    rules: { 'no-undef': ['error', { typeof: true }] },
  });
  if (undeclared.length > 0) {
    const lines = undeclared.map(({ line, message }) => `  line ${line} of the bundle: ${message}`);
    throw new BuildError([`browser: ${door} uses what a browser does not have.`, ...lines].join('\n'));
  }

  const web = { TextEncoder, TextDecoder, performance, console };
  const page = createContext({ setTimeout, clearTimeout, setInterval, clearInterval, ...web });
  new Script(text, { filename: door }).runInContext(page);
  const names = Object.keys(new Script('door ?? {}').runInContext(page));
  if (names.length === 0) throw new BuildError(`browser: ${door} exports nothing.`);
  console.log(`browser: ${door} loads, ${names.length} exports, ${Math.round(text.length / 1024)} KiB`);
}

await runMain(async () => {
  for (const file of files) await checkDoor(file);
});
