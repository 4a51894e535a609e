// What is in a block of addresses.
import { addresses } from 'rxicmp';

const room = addresses('192.0.2.0/29', { hostsOnly: true, exclude: ['192.0.2.3-192.0.2.4'] });
console.log([...room].join(' '));

// Nothing is expanded before it is asked for.
const [first] = addresses('2001:db8::/32');
console.log(first);

// Output:
// 192.0.2.1 192.0.2.2 192.0.2.5 192.0.2.6
// 2001:db8::
