// vitest for the tests in examples/, as in a project that installed the package: without the settings of this one.
// A busy machine takes longer than vitest's five seconds to load everything.
export default { test: { include: ['examples/*.test.ts'], testTimeout: 120_000 } };
