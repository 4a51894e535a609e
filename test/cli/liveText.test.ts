import { expect, it } from 'vitest';
import { LiveText } from '../../src/cli/terminal/liveText.ts';

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
  expect(written).toEqual(['a\nb\nc', '\r\x1b[2A\x1b[Jd', '\r\x1b[Je', '\r\x1b[J', 'f', '\n', 'g']);
});

it('never wraps and never scrolls', () => {
  const { text, written } = live(5, 4);
  text.show('123456789\nb\nc');
  text.show('a\nb\nc\nd\ne');
  expect(written).toEqual(['1234\nb\nc', '\r\x1b[2A\x1b[Ja\nb\n(and']);
});

it('shows everything on a terminal that does not know its size', () => {
  const { text, written } = live(0, 0);
  text.show('abc\ndef');
  expect(written).toEqual(['abc\ndef']);
});

it('writes no escape sequences but its own', () => {
  const { text, written } = live();
  text.show('a\x1b[31m\x9b1m\tb\nc');
  expect(written).toEqual(['a\\u001b[31m\\u009b1m\\u0009b\nc']);
});
