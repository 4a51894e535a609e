// Builds the addon for this machine into prebuilds/, where node-gyp-build finds it.
import { compile, findCompiler, link, runMain } from './compiler.mjs';
import { host, target } from './targets.mjs';

await runMain(async () => {
  const { sources, folder, compileFlags, linkFlags, output } = target(host());
  const compiler = findCompiler();
  console.log(`native: ${output}`);
  const objects = await compile({ compiler, flags: compileFlags, sources, folder });
  await link({ compiler, flags: linkFlags, objects, folder, output });
});
