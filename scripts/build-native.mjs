// Builds the addon for this machine into prebuilds/, where node-gyp-build finds it.
import { existsSync } from 'node:fs';
import { compile, findCompiler, link, runMain } from './compiler.mjs';
import { target } from './targets.mjs';

/** This machine as node-gyp-build sees it when it looks for the addon. */
function host() {
  const { platform, arch, env } = process;
  const libc = platform === 'linux' ? env.LIBC || (existsSync('/etc/alpine-release') ? 'musl' : 'glibc') : null;
  return { platform, arch, libc };
}

await runMain(async () => {
  const { sources, folder, compileFlags, linkFlags, output } = target(host());
  const compiler = findCompiler();
  console.log(`native: ${output}`);
  const objects = await compile({ compiler, flags: compileFlags, sources, folder });
  await link({ compiler, flags: linkFlags, objects, folder, output });
});
