// Runs one bench for the process that forked it, and sends its report: a network namespace ends with its process.
import type { Run } from './bench.ts';
import { benches } from './benches.ts';

const [, , name, run] = process.argv;
const report = await benches[name!]!.run(JSON.parse(run!) as Run);
// Ends without waiting for probes that a bench has left under way.
process.send!(report, () => process.exit());
