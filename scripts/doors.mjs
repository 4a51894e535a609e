// The doors of the package: what its users import. A door is a line here; `npm run doors` then writes what package.json
// and the files tsconfig say of it. Everything else that has to know the doors reads them from here.

/** By the name that stands in package.json; each is made of one file in src, which has nothing but named exports. */
export const doors = {
  '.': 'src/index.ts',
  './icmpapi': 'src/icmpapi/index.ts',
  './testing': 'src/testing/index.ts',
};

/** How a door is imported. */
export const specifier = (name) => name.replace('.', 'rxicmp');

/** What a door's source became, in dist, without its ending. */
export const built = (source) => source.replace(/^src/, './dist').replace(/[.]ts$/, '');

/** A pattern of the doors' sources, for rules about paths. */
export const sourcePattern = `^(${Object.values(doors)
  .map((source) => source.replaceAll('.', '[.]'))
  .join('|')})$`;
