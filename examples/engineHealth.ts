// What the engine has done so far, again and again.
import { engineHealth, probe } from 'rxicmp';
import { concat, ignoreElements, map, take } from 'rxjs';

const reading = engineHealth().pipe(
  take(1),
  map(({ outstanding, sent }) => `${outstanding} outstanding, ${sent} sent`),
);

concat(reading, probe('127.0.0.1').pipe(ignoreElements()), reading).subscribe((line) => console.log(line));

// Output:
// 0 outstanding, 0 sent
// 0 outstanding, 1 sent
