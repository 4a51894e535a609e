// An exporter for Prometheus: two targets, every second.
import { createServer } from 'node:http';
import { pipeline } from 'node:stream';
import { sweepEvery } from 'rxicmp';
import { collectMetrics } from 'rxicmp/metrics';
import { of } from 'rxjs';

const metrics = collectMetrics();
of(['127.0.0.1', '127.0.0.2']).pipe(sweepEvery(1000), metrics.record()).subscribe();

const server = createServer((request, response) => {
  const { contentType, chunks } = metrics.expose(request.headers.accept);
  response.setHeader('Content-Type', contentType);
  pipeline(chunks, response, () => undefined); // a client that has gone is no error
});
server.listen(Number(process.env.PORT ?? 9427), '127.0.0.1', () => console.log(server.address()));

// curl http://127.0.0.1:9427/metrics:
// rxicmp_probes_total{target="127.0.0.1",status="success"} 17
// rxicmp_rtt_seconds_bucket{target="127.0.0.1",le="0.000125"} 17
// rxicmp_up{target="127.0.0.1"} 1
// ...
