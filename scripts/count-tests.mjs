// Prints what vitest's JSON report says: what did not run, by name, and the count as the last line.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const notRun = new Set(['skipped', 'pending', 'todo', 'disabled']);
for (const { name, status, assertionResults } of report.testResults) {
  // A file that cannot be loaded has no tests that could be counted.
  if (status === 'failed' && assertionResults.length === 0) console.log(`did not load: ${relative('.', name)}`);
}
const tests = report.testResults.flatMap((file) => file.assertionResults);
for (const test of tests) if (notRun.has(test.status)) console.log(`skipped: ${test.fullName}`);

const skipped = report.numPendingTests + report.numTodoTests;
console.log(`${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped} skipped`);
