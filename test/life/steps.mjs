// A request is taken to one step of its life, and the process ends in one way: `steps.mjs STEP ENDING`. Run as a process
// of its own, on what was built.
import { echoRequest, selectDriver } from 'rxicmp/icmpapi';

const [, , step, ending] = process.argv;
const driver = selectDriver('addon');
const handle = driver.createFile(4);
const all = [];

function send(options, onCompletion = () => undefined) {
  for (let i = 0; i < 500; i++) {
    all.push(driver.sendEcho2Ex(handle, echoRequest(`127.0.0.${1 + (i % 200)}`, options), onCompletion));
  }
}

const endings = {
  'natural end': () => undefined,
  exit: () => process.exit(7),
  throw: () => {
    throw new Error('on purpose');
  },
  SIGKILL: () => process.kill(process.pid, 'SIGKILL'),
};
const end = endings[ending];

const steps = {
  opened: () => end(),
  sent: () => {
    send({});
    end();
  },
  cancelled: () => {
    send({});
    for (const pending of all) pending.cancel();
    end();
  },
  closed: () => {
    send({ notBefore: driver.now() + 60_000 });
    driver.closeHandle(handle);
    end();
  },
  // Each request has its outcome, and none has its end.
  'late replies to come': () => {
    let outcomes = 0;
    send({ lateWindow: 500 }, ({ phase }) => {
      if (phase === 'outcome' && ++outcomes === 500) end();
    });
  },
};

steps[step]();
