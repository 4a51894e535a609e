import { describe, expect, it } from 'vitest';
import { checkHostName } from '../../src/checks/checkHostName.ts';

const long = `${'a.'.repeat(126)}a`;

describe('checkHostName', () => {
  it.each(['example.com.', 'web.1', 'node-1.2', 'a.0x1f', 'my_host', '1.2.3.4.in-addr.arpa', long, `${long}.`])(
    'leaves %s to the resolver',
    (name) => {
      expect(() => checkHostName('target', name)).not.toThrow();
    },
  );

  it.each([
    '10.1',
    '0x7f.1',
    '123',
    '256.0.0.1',
    '1.2.3.4.5',
    '192.0.2.01.',
    `${long}a`,
    `${long}..`,
    '',
    '192.0.2.1-9',
    'a b',
    'a:1',
  ])('takes %j for a mistake', (name) => {
    expect(() => checkHostName('target', name)).toThrow('a host name or a numeric address');
  });
});
