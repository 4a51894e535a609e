import { nativeRequire as require } from '../nativeRequire.ts';

/**
 * Where the addon for a system lies in the package. The paths are written out, because tools that collect the files of
 * a program (those of hosts and frameworks) read them and run nothing. In src and in the build, the package is two
 * folders up from here.
 */
export const addonFiles: Readonly<Record<string, () => string>> = {
  'darwin-arm64': () => require.resolve('../../prebuilds/darwin-arm64/node.napi.node'),
  'darwin-x64': () => require.resolve('../../prebuilds/darwin-x64/node.napi.node'),
  'linux-arm64.glibc': () => require.resolve('../../prebuilds/linux-arm64/node.napi.glibc.node'),
  'linux-arm64.musl': () => require.resolve('../../prebuilds/linux-arm64/node.napi.musl.node'),
  'linux-x64.glibc': () => require.resolve('../../prebuilds/linux-x64/node.napi.glibc.node'),
  'linux-x64.musl': () => require.resolve('../../prebuilds/linux-x64/node.napi.musl.node'),
  'win32-arm64': () => require.resolve('../../prebuilds/win32-arm64/node.napi.node'),
  'win32-ia32': () => require.resolve('../../prebuilds/win32-ia32/node.napi.node'),
  'win32-x64': () => require.resolve('../../prebuilds/win32-x64/node.napi.node'),
};
