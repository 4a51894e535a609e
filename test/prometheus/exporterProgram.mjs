// An exporter whose network is simulated. `POST /play?rounds=4` plays the scenario for four rounds more, in virtual time,
// and any other request is a scrape.
import { createServer } from 'node:http';
import { pipeline } from 'node:stream';
import { reachability, sweepEvery } from 'rxicmp';
import { collectMetrics } from 'rxicmp/metrics';
import { SimulatedNetwork } from 'rxicmp/testing';
import { of, VirtualTimeScheduler } from 'rxjs';
import { BOUNDS, scenario } from './scenario.mjs';

const scheduler = new VirtualTimeScheduler();
const driver = new SimulatedNetwork(scenario, scheduler, { log: false });
const metrics = collectMetrics({ driver, bounds: BOUNDS });
const targets = scenario.hosts.map(({ address }) => address);

function play(rounds) {
  of(targets)
    .pipe(
      sweepEvery(1000, { rounds, timeout: 500, driver, scheduler }),
      metrics.record(),
      reachability({ down: { n: 2, of: 2 } }),
      metrics.recordTransitions(),
    )
    .subscribe();
  scheduler.flush();
}

const server = createServer((request, response) => {
  if (request.method === 'POST') {
    play(Number(new URL(request.url, 'http://localhost').searchParams.get('rounds')));
    response.end();
    return;
  }
  const { contentType, chunks } = metrics.expose(request.headers.accept);
  response.setHeader('Content-Type', contentType);
  pipeline(chunks, response, () => undefined);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
