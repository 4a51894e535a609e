// Counts of replies, in a registry of prom-client.
import { Registry } from 'prom-client';
import { ping } from 'rxicmp';
import { collectMetrics } from 'rxicmp/metrics';
import { registerMetrics } from 'rxicmp/prom-client';

const metrics = collectMetrics();
const registry = new Registry();
registerMetrics(metrics, registry);

ping('127.0.0.1', { interval: 250, count: 3 })
  .pipe(metrics.record())
  .subscribe({
    complete: async () => console.log(/^rxicmp_probes_total.*success.*/m.exec(await registry.metrics())?.[0]),
  });

// Output:
// rxicmp_probes_total{target="127.0.0.1",status="success"} 3
