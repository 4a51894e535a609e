interface Targets {
  engineSources(platform: string): string[];
}

const { engineSources } = (await import(new URL('../../scripts/targets.mjs', import.meta.url).href)) as Targets;

const otherSystem = process.platform === 'darwin' ? 'linux' : 'darwin';

/** The smallest addon, as files of a project: its one function returns 41. */
export const addonProject: Record<string, string> = {
  // The sources of the engine of this machine and of Windows, without anything in them.
  ...Object.fromEntries([process.platform, 'win32'].flatMap(engineSources).map((path) => [path, ''])),
  'package.json': '{ "name": "scratch", "version": "1.0.0" }',
  'native/addon.cc': [
    '#include <node_api.h>',
    '#include "backend.h"',
    'static napi_value init(napi_env env, napi_value) {',
    '  napi_value result;',
    '  napi_create_int32(env, answer(), &result);',
    '  return result;',
    '}',
    'NAPI_MODULE(NODE_GYP_MODULE_NAME, init)',
  ].join('\n'),
  'native/name_resolver.cc': '',
  'native/no_demangler.cc': '',
  'native/backend.h': 'int answer();',
  'native/posix/engine.cc': '#include "../backend.h"\nint answer() { return 41; }\n',
  [`native/posix/${otherSystem}_socket.cc`]: '#error This file belongs to another system.\n',
};
