// The doors of the package: what its users import. A door is a line here; `npm run doors` then writes it into
// package.json and the tsconfig files. Everything else that has to know the doors reads them from here.

/** By the name that stands in package.json; each is made of one file in src, which has nothing but named exports. */
export const doors = {
  '.': 'src/index.ts',
  './icmpapi': 'src/icmpapi/index.ts',
  './testing': 'src/testing/index.ts',
  './metrics': 'src/metrics/index.ts',
  './prom-client': 'src/prom-client/index.ts',
  './opentelemetry': 'src/opentelemetry/index.ts',
  './sinks': 'src/sinks/index.ts',
  './ndjson': 'src/ndjson/index.ts',
  './sqlite': 'src/sqlite/index.ts',
};

/** How a door is imported. */
export const specifier = (name) => name.replace('.', 'rxicmp');

/** What a door's files are called. */
export const fileName = (name) => (name === '.' ? 'index' : name.slice(2));

/** Where the files of a door are, from the root of the package: see scripts/bundle-doors.mjs. */
export const filesOf = (name) => ({
  types: doors[name].replace('src/', './dist/types/').replace(/[.]ts$/, '.d.ts'),
  typesOfModule: doors[name].replace('src/', './dist/types/').replace(/[.]ts$/, '.d.mts'),
  commonJs: `./dist/node/${fileName(name)}.cjs`,
  moduleOfNode: `./dist/node/${fileName(name)}.mjs`,
  module: `./dist/esm/${fileName(name)}.js`,
});

/** A pattern of the doors' sources, for rules about paths. */
export const sourcePattern = `^(${Object.values(doors)
  .map((source) => source.replaceAll('.', '[.]'))
  .join('|')})$`;
