// Prints what vitest's JSON reports say together: tests that did not run, by name, tests that failed, or passed only when
// they were run again, with the reason, and the count as the last line. A test that is in several reports counts once: as failed if it failed anywhere, and as
// passed if it was pending elsewhere only.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const worse = ['skipped', 'passed', 'failed'];
const results = new Map();

for (const path of process.argv.slice(2)) {
  const times = new Map();
  for (const { name, status, assertionResults } of JSON.parse(readFileSync(path, 'utf8')).testResults) {
    // A file that cannot be loaded has no tests that could be counted.
    if (status === 'failed' && assertionResults.length === 0) console.log(`did not load: ${relative('.', name)}`);
    for (const { fullName, status, failureMessages } of assertionResults) {
      // The name without the reason why the test is pending; tests of one name in a file are numbered.
      const test = `${name}: ${fullName.replace(/ \(pending: .*\)$/, '')}`;
      times.set(test, (times.get(test) ?? 0) + 1);
      const key = `${test} ${times.get(test)}`;
      const now = { name, fullName, failureMessages, result: worse.includes(status) ? status : 'skipped' };
      const before = results.get(key) ?? now;
      results.set(key, worse.indexOf(now.result) > worse.indexOf(before.result) ? now : before);
    }
  }
}

const all = [...results.values()];
for (const { fullName, result } of all) if (result === 'skipped') console.log(`skipped: ${fullName}`);
for (const { name, fullName, failureMessages = [], result } of all) {
  if (failureMessages.length === 0) continue;
  const what = result === 'failed' ? 'failed' : 'passed only when run again';
  console.log(`${what}: ${relative('.', name)}: ${fullName}`);
  // The first lines say what was expected. The rest is the stack.
  for (const message of failureMessages) console.log(message.split('\n').slice(0, 6).join('\n').replace(/^/gm, '  '));
}
const [skipped, passed, failed] = worse.map((result) => all.filter((one) => one.result === result).length);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
