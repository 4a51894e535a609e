import { doors } from './scripts/doors.mjs';

/** @type {import('typedoc').TypeDocOptions} */
export default {
  name: 'rxicmp',
  plugin: ['./scripts/site.mjs'],
  router: 'kind',
  searchInComments: true,
  searchInDocuments: true,
  entryPoints: Object.values(doors),
  tsconfig: 'tsconfig.build.json',
  projectDocuments: ['docs/*.md'],
  out: 'docs/api',
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  // Else an @example without a code fence is shown as code, the tag that includes the program with it.
  jsDocCompatibility: { exampleTag: false },
  externalSymbolLinkMappings: {
    rxjs: {
      Observable: 'https://rxjs.dev/api/index/class/Observable',
    },
  },
  validation: {
    notExported: true,
    invalidLink: true,
    rewrittenLink: true,
    notDocumented: true,
  },
  // Fields whose name and type say it all need no sentence that says it again.
  requiredToBeDocumented: ['Class', 'Interface', 'Function', 'Method', 'Accessor', 'TypeAlias', 'Variable', 'Enum'],
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
};
