// Runs one bench for the process that forked it, and sends its report: a network namespace ends with its process.
import type { Run } from './bench.ts';
import { benches } from './benches.ts';

const [, , name, run] = process.argv;
const report = await benches[name!]!.run(JSON.parse(run!) as Run);
// Probes that a bench has left under way need not end.
process.send!(report, () => process.exit());
