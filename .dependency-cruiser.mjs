// The floors of src: an import only goes down. Paths are matched from the folder that depcruise runs in.

import { sourcePattern as doors } from './scripts/doors.mjs';

const cli = '^src/cli/';
/** What stands on each floor; index 0 is the ground. A door may stand in the folder of a lower floor, as its index.ts. */
export const floors = [
  '^src/(wire/|checks/|errors[.]ts$)',
  '^src/icmpapi/(?!index[.]ts$)',
  '^src/drivers/',
  '^src/(observables/|testing/(?!index[.]ts$))',
  '^src/operators/',
  '^src/(metrics|prom-client|opentelemetry|sinks|ndjson|sqlite)/(?!index[.]ts$)',
  doors,
  cli,
];

/**
 * `X.ts` is a door and `X/` the machine behind it. Each of these machines is listed with its doors; files elsewhere import
 * a door. What is not listed here (`options/`, `probe/`, `pacer/`, `keyed/`) is shared by its floor and above.
 */
export const machines = {
  '^src/observables/ping/': ['^src/observables/ping[.]ts$'],
  '^src/observables/sweep/': ['^src/observables/(sweep|monitor)[.]ts$', '^src/operators/(probeEach|sweepEvery)[.]ts$'],
  '^src/observables/traceroute/': ['^src/observables/traceroute[.]ts$'],
  '^src/observables/pathMtu/': ['^src/observables/pathMtu[.]ts$'],
  '^src/operators/statistics/': [
    '^src/operators/(statistics|mergeStatistics|histogramCounts|hopStatistics|ipdv|baselineShift)[.]ts$',
    '^src/metrics/(collector/rttCounts|exposition/(classic|native)Buckets)[.]ts$',
  ],
  '^src/operators/reachability/': [
    '^src/operators/(reachability|quorum|baselineShift|ewmaHysteresis)[.]ts$',
    '^src/metrics/collector/series[.]ts$',
  ],
  '^src/operators/routeChanges/': ['^src/operators/routeChanges[.]ts$'],
  '^src/sinks/recordTo/': ['^src/sinks/recordTo[.]ts$'],
  '^src/ndjson/ndjsonSink/': ['^src/ndjson/ndjsonSink[.]ts$'],
  '^src/sqlite/sqliteSink/': ['^src/sqlite/sqliteSink[.]ts$'],
  '^src/testing/conformance/': ['^src/testing/(conformance|selfTest)[.]ts$'],
  '^src/testing/scenario/': [
    '^src/testing/(scenario|parseScenario)[.]ts$',
    '^src/testing/(simulatedNetwork|recording)/',
  ],
  '^src/testing/recording/': ['^src/testing/toScenario[.]ts$', '^src/testing/index[.]ts$'],
  '^src/testing/simulatedNetwork/': ['^src/testing/simulatedNetwork[.]ts$'],
  '^src/drivers/loadAddon/': ['^src/drivers/loadAddon[.]ts$'],
  '^src/drivers/addon/': ['^src/drivers/addon[.]ts$'],
  '^src/drivers/koffi/': ['^src/drivers/koffi[.]ts$'],
};

const above = (floor) => floors.slice(floor + 1);
const withoutRxjs = floors.slice(0, 3);
const withoutNode = floors.filter((path) => path !== floors[2] && path !== cli);

const onlyDown = floors.slice(0, -1).map((path, floor) => ({
  name: `floor-${floor}-only-down`,
  comment: 'An import only goes down: what is needed here belongs on this floor or below.',
  severity: 'error',
  from: { path },
  to: { path: above(floor) },
}));

const byTheDoor = Object.entries(machines).map(([machine, doors]) => ({
  name: `${machine.slice('^src/'.length, -1).replace('/', '-')}-by-its-door`,
  comment: 'A machine is imported through its doors. Code that others need belongs into a shared room.',
  severity: 'error',
  from: { path: '^src/', pathNot: [machine, ...doors] },
  to: { path: machine },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...onlyDown,
    ...byTheDoor,
    {
      name: 'every-file-has-a-floor',
      comment: 'A file outside the folders of the floors escapes their rules.',
      severity: 'error',
      from: { path: '^src/', pathNot: floors },
      to: {},
    },
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one file, or hide a third. Types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'rxjs-from-floor-3',
      comment: 'The wire, the port and the drivers know nothing of Observables.',
      severity: 'error',
      from: { path: withoutRxjs },
      to: { path: 'node_modules/rxjs/' },
    },
    {
      name: 'node-in-drivers-and-cli',
      comment: 'Every door loads in a browser. Reach the platform through #platform.',
      severity: 'error',
      from: { path: withoutNode },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'platform-by-its-name',
      comment: 'By a relative path the platform would be bundled for the browser too. Import #platform.',
      severity: 'error',
      from: { path: withoutNode },
      to: { path: floors[2], dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'testing-without-observables',
      comment: 'The simulated network is a driver: any Observable can use it, also one of another library.',
      severity: 'error',
      from: { path: '^src/testing/' },
      to: { path: '^src/observables/' },
    },
    {
      name: 'testing-by-its-door',
      comment: 'Production code does not carry the simulated network along.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/testing/', cli] },
      to: { path: '^src/testing/' },
    },
    {
      name: 'cli-by-the-doors',
      comment:
        'The command is a user of the package, and proves that the doors are enough. Safe text and spelling help are shared.',
      severity: 'error',
      from: { path: cli },
      to: {
        pathNot: [cli, doors, '^src/checks/(printable|nearestName)[.]ts$', 'node_modules/rxjs/'],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'koffi-in-its-driver',
      comment: 'koffi is optional.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/drivers/koffi/loadKoffi[.]ts$' },
      to: { path: 'node_modules/koffi/' },
    },
    {
      name: 'prom-client-in-its-door',
      comment: 'It is an optional peer: only the door with its name imports it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/prom-client/' },
      to: { path: 'node_modules/prom-client/' },
    },
    {
      name: 'opentelemetry-in-its-door',
      comment: 'It is an optional peer: only the door with its name imports it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/opentelemetry/' },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    {
      name: 'addon-in-its-loader',
      comment: 'One place knows where the native addon is and what to say when it is missing.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/drivers/loadAddon/' },
      to: { path: ['[.]node$', '^(native|build|prebuilds)/'] },
    },
    {
      name: 'no-other-package',
      comment: 'What a user has to install is rxjs and, if wanted, koffi or an optional peer.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/(rxjs|koffi|prom-client|@opentelemetry/api)/',
      },
    },
    {
      name: 'stays-in-src',
      comment: 'Published files must not need files that are not published.',
      severity: 'error',
      from: { path: '^src/' },
      to: { pathNot: ['^src/', 'node_modules/'], dependencyTypesNot: ['core'], couldNotResolve: false },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere escapes the rules.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
