// Several hosts answer one probe.
import { probe } from 'rxicmp';
import { simulate } from 'rxicmp/testing';

// Every member of the group answers. So the probe has an outcome for each of them, and ends with its time-out.
const responders = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
const scenario = {
  hosts: [
    { address: '224.0.0.1', responders },
    ...responders.map((address, i) => ({ address, latency: 10 * (i + 1) })),
  ],
};

const replies = simulate(scenario, ({ record }) => record(probe('224.0.0.1', { timeout: 200 }), 1000));
for (const { value } of replies) console.log(`${value.responder} answered in ${value.rtt} ms`);

// Output:
// 192.0.2.1 answered in 10 ms
// 192.0.2.2 answered in 20 ms
// 192.0.2.3 answered in 30 ms
