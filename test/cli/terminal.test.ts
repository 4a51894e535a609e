import { describe, expect, it } from 'vitest';
import { cut } from '../../src/cli/terminal/cut.ts';
import { keysOf } from '../../src/cli/terminal/keysOf.ts';
import { styleOf } from '../../src/cli/terminal/styleOf.ts';
import { padEnd, widthOf } from '../../src/cli/terminal/widthOf.ts';
import { wrap } from '../../src/cli/terminal/wrap.ts';
import { HopNames } from '../../src/cli/trace/hopNames.ts';

describe('cut', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['\x1b[31mabc\x1b[0m', 3, '\x1b[31mabc\x1b[0m'],
    ['\x1b[31mabcd\x1b[0m', 3, '\x1b[31mabc\x1b[0m'],
    ['a\x1b[31mb\x1b[0mcd', 1, 'a\x1b[31m\x1b[0m'],
    // Two columns each.
    ['例え例', 4, '例え'],
    ['例え例', 5, '例え'],
    ['\x1b[31m🎉b\x1b[0m', 2, '\x1b[31m🎉\x1b[0m'],
    // None.
    ['e\u0301e\u0301', 1, 'e\u0301'],
  ])('%j at %i', (line, columns, expected) => {
    expect(cut(line, columns)).toBe(expected);
  });
});

it.each([
  ['abc', 3],
  ['\x1b[31mabc\x1b[0m', 3],
  ['▁█×', 3],
  ['例え.jp', 7],
  ['한국', 4],
  ['🎉', 2],
  ['e\u0301', 1],
])('widthOf(%j) is %i', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
  expect(widthOf(padEnd(text, 9))).toBe(9);
});

it('keysOf tells keys by their names', () => {
  expect(keysOf('q\x1b[A\r\x7f\x1b\x03\x1bOB\x1b[99~?')).toEqual([
    'q',
    'up',
    'enter',
    'backspace',
    'escape',
    'ctrl-c',
    'down',
    '?',
  ]);
});

it.each([
  [{ TERM: 'xterm', LANG: 'de_DE.UTF-8' }, true, { colors: true, unicode: true }],
  [{ TERM: 'xterm', LANG: 'C' }, true, { colors: true, unicode: false }],
  [{ TERM: 'xterm', LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, true, { colors: true, unicode: false }],
  [{ TERM: 'xterm', NO_COLOR: '1' }, true, { colors: false, unicode: false }],
  [{ TERM: 'xterm', NO_COLOR: '' }, true, { colors: true, unicode: false }],
  [{ TERM: 'dumb' }, true, { colors: false, unicode: false }],
  [{}, true, { colors: false, unicode: false }],
  [{ TERM: 'xterm' }, false, { colors: false, unicode: false }],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, { colors: true, unicode: false }],
  [{ TERM: 'xterm', FORCE_COLOR: '0' }, true, { colors: false, unicode: false }],
])('styleOf(%j) where that is a terminal: %j', (env, isTerminal, style) => {
  expect(styleOf(env, 'linux', isTerminal)).toEqual(style);
});

it('wrap sets in what comes on a new line', () => {
  expect(wrap('one two three four', 9)).toBe('one two\n  three\n  four');
  expect(wrap('much-too-long word', 5)).toBe('much-too-long\n  word');
});

describe('HopNames', () => {
  it('asks once for an address, and knows it from then on', async () => {
    const asked: string[] = [];
    const names = new HopNames((address) => {
      asked.push(address);
      return address === '192.0.2.1' ? Promise.resolve(['gw.example']) : Promise.reject(new Error('ENOTFOUND'));
    });
    expect(names.nameOf('192.0.2.1')).toBe('192.0.2.1');
    await Promise.all(['192.0.2.1', '192.0.2.1', '192.0.2.2'].map((address) => names.ask(address)));
    expect(asked).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(names.nameOf('192.0.2.1')).toBe('gw.example (192.0.2.1)');
    expect(names.nameOf('192.0.2.2')).toBe('192.0.2.2');
  });
});
