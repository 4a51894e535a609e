import type { Scenario } from 'rxicmp/testing';
import { describe, expect, it } from 'vitest';
import { pingCommand } from '../../src/cli/commands/pingCommand.ts';
import { MarbleLine } from '../../src/cli/marbles/marbleLine.ts';
import { LiveText } from '../../src/cli/terminal/liveText.ts';
import { runCommand, type RunOptions } from './runCommand.ts';

const scenario: Scenario = {
  hosts: [
    { address: '192.0.2.1', latency: [10, 10, 1200, 10] },
    { address: '192.0.2.22', refuse: { type: 3, code: 1, from: '198.51.100.9' } },
  ],
};

function run(also: RunOptions = {}) {
  const targets = ['192.0.2.1', '192.0.2.22'];
  return runCommand(
    scenario,
    (driver, around) =>
      pingCommand({ name: 'ping', targets, options: { count: 5, driver }, manner: { marbles: true } }, around),
    also,
  );
}

describe('MarbleLine', () => {
  it('draws a letter where something came, and a dash where nothing did', () => {
    const line = new MarbleLine(1000, 250);
    line.add('r', 1010);
    line.add('r', 2000);
    line.add('l', 2100);
    line.add('r', 2100);
    expect(line.text(2600, 80)).toBe('r---(rlr)--');
    // The latest have room.
    expect(line.text(2600, 7)).toBe('(rlr)--');
    expect(line.text(2600, 6)).toBe('--');
    expect(line.text(1000, 80)).toBe('r');
  });

  it('forgets what no terminal shows', () => {
    const line = new MarbleLine(0, 1);
    line.add('r', 0);
    line.add('r', 10_000);
    expect(line.text(10_000, Infinity)).toHaveLength(4096);
    expect(line.text(1e12, 5)).toBe('-----');
  });
});

describe('ping --marbles', () => {
  it('prints a line for each target where there is no terminal', async () => {
    const { lines, exitCode } = run();
    expect(lines.slice(0, 2)).toEqual(['192.0.2.1   r---r-------(trl)---r', '192.0.2.22  x---x---x---x---x']);
    expect(lines[2]).toBe('');
    expect(lines[3]).toBe('--- 192.0.2.1 statistics ---');
    expect(await exitCode).toBe(1);
  });

  it('draws them again and again on one, as wide as that is', async () => {
    const written: string[] = [];
    const terminal = { columns: 25, rows: 24, write: (text: string) => written.push(text) };
    const { lines } = run({ live: new LiveText(terminal) });
    expect(written[0]).toBe('192.0.2.1   r-\x1b[K\n192.0.2.22  x-\x1b[K\x1b[J');
    expect(written.length).toBeGreaterThan(15);
    expect(written.at(-2)).toBe('\r\x1b[1A192.0.2.1   ---(trl)---r\x1b[K\n192.0.2.22  ---x---x---x\x1b[K\x1b[J');
    expect(written.at(-1)).toBe('\n');
    expect(lines[1]).toBe('--- 192.0.2.1 statistics ---');
  });
});
