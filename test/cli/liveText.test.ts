import { expect, it } from 'vitest';
import { LiveText } from '../../src/cli/terminal/liveText.ts';

const K = '\x1b[K';
const J = '\x1b[J';

function live(columns = 80, rows = 24): { text: LiveText; written: string[] } {
  const written: string[] = [];
  return { text: new LiveText({ columns, rows, write: (part) => written.push(part) }), written };
}

it('writes over what it wrote', () => {
  const { text, written } = live();
  text.show('a\nb\nc');
  text.show('d');
  text.show('e');
  text.clear();
  text.show('f');
  text.keep();
  text.show('g');
  expect(written).toEqual([
    `a${K}\nb${K}\nc${K}${J}`,
    `\r\x1b[2Ad${K}${J}`,
    `\re${K}${J}`,
    `\r${J}`,
    `f${K}${J}`,
    '\n',
    `g${K}${J}`,
  ]);
});

it('never wraps and never scrolls', () => {
  const { text, written } = live(5, 4);
  text.show('123456789\nb\nc');
  text.show('a\nb\nc\nd\ne');
  expect(written).toEqual([`1234${K}\nb${K}\nc${K}${J}`, `\r\x1b[2Aa${K}\nb${K}\n(and${K}${J}`]);
});

it('shows everything on a terminal that does not know its size', () => {
  const { text, written } = live(0, 0);
  text.show('abc\ndef');
  expect(written).toEqual([`abc${K}\ndef${K}${J}`]);
});

it('writes no escape sequences but its own', () => {
  const { text, written } = live();
  text.show('a\x1b[31m\x9b1m\tb\nc');
  expect(written).toEqual([`a\\u001b[31m\\u009b1m\\u0009b${K}\nc${K}${J}`]);
});

it('stands below what is written beside it', () => {
  const { text, written } = live();
  text.show('a');
  text.above(() => written.push('line\n'));
  expect(written.slice(1)).toEqual([`\r${J}`, 'line\n', `a${K}${J}`]);
});

it('goes up to where it began when a narrower terminal has wrapped it', () => {
  const written: string[] = [];
  const terminal = { columns: 20, rows: 24, write: (part: string) => written.push(part) };
  const text = new LiveText(terminal);
  text.show('123456789012345\nb\n1234567890');
  terminal.columns = 10;
  text.show('c');
  terminal.columns = 5;
  text.clear();
  expect(written.slice(1)).toEqual([`\r\x1b[3Ac${K}${J}`, `\r${J}`]);
});

it('counts a letter of East Asia as two columns', () => {
  const { text, written } = live(8);
  text.show('例え例え');
  expect(written).toEqual([`例え例${K}${J}`]);
});

it('keeps one line on a terminal of one row', () => {
  const { text, written } = live(20, 1);
  text.show('a\nb');
  expect(written).toEqual([`(and 2 more lines)${K}${J}`]);
});
