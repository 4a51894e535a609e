// Holds a driver against the port's contract.
import { reduce } from 'rxjs';
import { selfTest, SimulatedNetwork } from 'rxicmp/testing';

// A driver of your own goes here; leave it out to test the one of this machine.
const driver = new SimulatedNetwork({ hosts: [{ address: '127.0.0.1' }], sources: ['127.0.0.1'] });

selfTest({ driver, family: 4 })
  .pipe(reduce((failed, { outcome }) => failed + (outcome === 'fail' ? 1 : 0), 0))
  .subscribe((failed) => console.log(`${failed} cases failed`));

// Output:
// 0 cases failed
