// Tests a pipeline in virtual time, with Jest as it comes: CommonJS, and no setting.
const { ping, reachability } = require('rxicmp');
const { simulate, SimulatedNetwork, useDriver } = require('rxicmp/testing');
const { firstValueFrom, map } = require('rxjs');

/** The code under test. It knows nothing of tests. */
const alerts = (target) =>
  ping(target, { interval: 200, timeout: 100 }).pipe(
    reachability(),
    map(({ to }) => to),
  );

// Virtual time: an hour takes some milliseconds, and Jest's fake timers are not needed.
test('an outage of a minute is told once, and its end too', () => {
  const phases = [{ for: 1_800_000 }, { for: 60_000, silent: true }, { for: 1_800_000 }];
  const hour = simulate({ hosts: [{ address: '192.0.2.1', phases }] }, ({ record }) =>
    record(alerts('192.0.2.1'), 3_600_000),
  );
  expect(hour.map(({ value }) => value)).toEqual(['up', 'down', 'up']);
});

// Real time, for code with promises.
test('it is up at first', async () => {
  const network = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1' }] });
  await useDriver(network, async () => {
    expect(await firstValueFrom(alerts('192.0.2.1'))).toBe('up');
  });
});
