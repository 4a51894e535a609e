// vitest for the tests in examples/, as in a project that installed the package: without the settings of this one.
export default { test: { include: ['examples/*.test.ts'] } };
