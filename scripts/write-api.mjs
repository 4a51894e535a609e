// Writes etc/*.api.md: what each door exports, with its types, so that a change of it is a difference that a review sees. Reads
// the declarations in dist. With --check it only tells whether the reports are those of today.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { BuildError, root, runMain } from './compiler.mjs';
import { doors, filesOf, specifier } from './doors.mjs';

const isCheck = process.argv[2] === '--check';
const silent = { default: { logLevel: 'none' } };
/** The declarations import each other as files of Node, without any of its types. */
const tsconfig = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2023'],
    types: [],
    strict: true,
    skipLibCheck: true,
  },
  files: Object.keys(doors).map((door) => filesOf(door).types),
};

await runMain(() => {
  mkdirSync(join(root, 'etc'), { recursive: true });
  const stale = Object.keys(doors).filter((door) => report(door));
  if (stale.length === 0) return;
  const names = stale.map((door) => specifier(door)).join(', ');
  if (isCheck) throw new BuildError(`api: the reports of ${names} in etc are not those of today. Run:  npm run api`);
  console.log(`api: ${names}`);
});

/** Whether the report has changed. */
function report(door) {
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, filesOf(door).types),
      compiler: { overrideTsconfig: tsconfig },
      apiReport: {
        enabled: true,
        reportFolder: join(root, 'etc'),
        reportTempFolder: join(root, 'build', 'api'),
        reportFileName: specifier(door).replace('/', '-'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      // typedoc has checked comments and what is not exported; the compiler has checked types.
      messages: { compilerMessageReporting: silent, extractorMessageReporting: silent, tsdocMessageReporting: silent },
    },
    packageJsonFullPath: join(root, 'package.json'),
  });
  const { succeeded, apiReportChanged } = Extractor.invoke(config, {
    localBuild: !isCheck,
    messageCallback: (message) => {
      if (message.messageId === 'console-api-report-changed' || message.logLevel !== 'error') message.handled = true;
    },
  });
  if (!succeeded && !apiReportChanged) throw new BuildError(`api: ${specifier(door)} could not be read.`);
  return apiReportChanged;
}
