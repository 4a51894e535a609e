import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pendingWithoutPty, picturesIn, type PtyOptions, PtyTerminal } from './ptyTerminal.ts';
import { commandLine } from './rxicmp.ts';
import { scenarioFile, scratchFolder } from './scenarioFile.ts';

// The built command on terminals of any size, on a simulated network.

const folder = scratchFolder();
const file = scenarioFile({
  hosts: [
    { address: '192.0.2.1', routers: ['198.51.100.1', '198.51.100.2'], mtu: 1400 },
    { address: '192.0.2.2', silent: true },
    { address: '2001:db8:1111:2222:3333:4444:5555:6666' },
  ],
});
const hosts = '192.0.2.1 192.0.2.2 2001:db8:1111:2222:3333:4444:5555:6666';

function open(line: string, options: PtyOptions = {}): PtyTerminal {
  return new PtyTerminal(line, { before: `--simulate ${file}`, ...options });
}

const sizes = [
  [40, 10],
  [20, 5],
  [300, 100],
] as const;

/** Whether every picture has room, and how many there were. */
function fits(output: string, columns: number, rows: number): boolean {
  return picturesIn(output).every(
    (picture) => picture.length <= rows && picture.every((line) => line.length <= columns),
  );
}

describe.skipIf(pendingWithoutPty !== '')(`on a terminal${pendingWithoutPty}`, () => {
  describe.each(sizes)('of %i by %i', (columns, rows) => {
    it.each([
      ['monitor', `monitor ${hosts} -i 100ms -W 50ms`, /1 down/],
      ['trace', 'trace 192.0.2.1 -i 100ms -W 50ms', /192\.0\.2\.1: round [3-9]/],
    ])('%s draws what has room, also after a resize, and gives the terminal back', async (_, args, pattern) => {
      const terminal = open(`rx ${args}; code=$?; stty -a; (exit $code)`, { columns, rows });
      await terminal.wrote(columns < 30 ? /\x1b\[J[^]*\x1b\[J[^]*\x1b\[J/ : pattern);
      expect(fits(terminal.output, columns, rows)).toBe(true);
      terminal.resize(50, 12);
      const before = terminal.output.length;
      await terminal.wrote(new RegExp(`^[^]{${before}}[^]*\\x1b\\[J[^]*\\x1b\\[J[^]*\\x1b\\[J`));
      terminal.type('q');
      const output = await terminal.end();
      expect(fits(output, Math.max(50, columns), Math.max(12, rows))).toBe(true);
      const last = picturesIn(output).at(-1)!;
      expect(last.every((line) => line.length <= 50)).toBe(true);
      expect(last.length).toBeLessThanOrEqual(12);
      expect(output).toMatch(/^\x1b\[\?1049h\x1b\[\?25l[^]*\x1b\[\?25h\x1b\[\?1049l(?!.*\x1b)/);
      expect(output).toMatch(/ icanon[^]* echo /);
      // To erase behind the last column would erase what stands in it.
      const plain = terminal.output.slice(0, before).replaceAll(/\x1b\[[\d;]*m/g, '');
      expect(plain).not.toMatch(new RegExp(`[^\\x1b\\r\\n]{${columns}}\\x1b\\[K`));
      expect(output).toMatch(/\[code [01]\]/);
    });

    it.each([
      ['ping', `ping ${hosts} -c 2 -i 60ms -W 50ms`, 1],
      ['ping --marbles', `ping ${hosts} -c 3 -i 100ms -W 50ms --marbles`, 1],
      ['sweep', `sweep ${hosts} 198.51.100.0/28 -W 500ms`, 1],
      ['trace', 'trace 192.0.2.1 -c 1', 0],
      ['trace --report', 'trace 192.0.2.1 -c 3 -i 50ms -W 40ms --report', 0],
      ['mtu', 'mtu 192.0.2.1', 0],
      ['wait', 'wait 192.0.2.1', 0],
      ['trace --changes', 'trace 192.0.2.1 --changes -i 40ms -W 30ms -w 300ms', 0],
      ['sweep in rounds', `sweep ${hosts} -c 2 -i 300ms -W 250ms`, 1],
      ['ping -q', `ping ${hosts} -q -c 2 -i 60ms -W 50ms`, 1],
      ['diagnose', 'diagnose', 0],
      ['--help', '--help', 0],
    ])('%s prints lines, and leaves no garbage', async (_, args, code) => {
      const output = await open(`rx ${args}`, { columns, rows }).end();
      expect(output).toMatch(new RegExp(`\\[code ${code}\\]\\r\\n$`));
      // A text that is written over has room in a line, and knows nothing but going up and erasing.
      for (const [, live] of output.matchAll(/\r(?!\n)([^\r\n]*)\x1b\[K/g)) {
        expect(live!.replaceAll(/\x1b\[\d*[A-Z]/g, '').length).toBeLessThan(columns);
      }
      expect(output.replaceAll(/\x1b\[(\d*[AJK])/g, '')).not.toContain('\x1b');
    });
  });

  it.each([
    ['ping', 'ping 192.0.2.1 192.0.2.2 -i 50ms -W 40ms', /seq=/, /seq=/],
    ['ping --marbles', 'ping 192.0.2.1 192.0.2.2 -i 200ms -W 50ms --marbles', /[-rt]{30}/, /192\.0\.2\.1/],
    ['sweep', 'sweep 192.0.2.1 192.0.2.2 -i 100ms -W 50ms', /probed/, /probed/],
    ['trace', 'trace 192.0.2.1 --report -i 50ms -W 40ms --every 200ms -c 100000', /TTL/, /192\.0\.2\.1/],
  ])('%s goes on after a resize, and leaves no garbage', async (_, args, isUnderWay, again) => {
    const terminal = open(`rx ${args}`, { columns: 80, rows: 24 });
    await terminal.wrote(isUnderWay);
    terminal.resize(20, 5);
    const before = terminal.output.length;
    await terminal.wrote(again, 40, before);
    terminal.type('\x03');
    const output = await terminal.end();
    expect(output).toMatch(/\[code [01]\]\r\n$/);
    expect(output.replaceAll(/\x1b\[(\d*[AJK])/g, '')).not.toContain('\x1b');
    // What is written over has room in a line once the command knows of the new width.
    const lines = output
      .slice(before)
      .replaceAll(/\x1b\[\d*A/g, '')
      .matchAll(/([^\r\n\x1b]*)\x1b\[K/g);
    const lengths = [...lines].map(([, text]) => text!.length);
    expect(Math.max(0, ...lengths.slice(-6))).toBeLessThan(20);
  });

  it.each([
    ['FORCE_COLOR=0', false],
    ['FORCE_COLOR=1 NO_COLOR=1', true],
    ['NO_COLOR=', true],
  ])('%s decides on colours', async (variables, colors) => {
    const terminal = open(`${variables} rx monitor 192.0.2.1 192.0.2.2 -i 100ms -W 50ms`, { columns: 120 });
    await terminal.wrote(/1 up, 1 down/);
    terminal.type('q');
    expect(/\x1b\[3\dm/.test(await terminal.end())).toBe(colors);
  });

  it.each([
    ['its count', '192.0.2.1 -i 50ms -c 4', 0, /1 target: 1 up, 0 down\r\n/],
    ['its time', '192.0.2.1 -i 50ms -w 500ms', 0, /1 target: 1 up, 0 down\r\n/],
    ['a name without an address', 'nobody.example -i 50ms', 2, /rxicmp: No target has an address: [^]*\r\n/],
    ['a file that cannot be written', '192.0.2.1 -i 50ms --record /', 2, /rxicmp: \/ cannot be written: [^]*\r\n/],
  ])('monitor gives the terminal back when %s ends it', async (_, args, code, last) => {
    const output = await open(`rx monitor ${args}; code=$?; stty -a; (exit $code)`).end();
    const after = output.slice(output.lastIndexOf('\x1b[?25h\x1b[?1049l'));
    expect(after).toMatch(last);
    expect(after).toMatch(/ icanon[^]* echo /);
    expect(after).toMatch(new RegExp(`\\[code ${code}\\]`));
  });

  it('Ctrl-\\ prints the statistics so far, and ping goes on', async () => {
    const terminal = open('rx ping 192.0.2.1 -i 50ms');
    await terminal.wrote(/seq=1 /);
    terminal.type('\x1c');
    await terminal.wrote(/ received, 0% loss[^]*seq=[^]*seq=/);
    terminal.type('\x03');
    expect(await terminal.end()).toMatch(/ received, 0% loss[^]* received, 0% loss[^]*\[code 0\]/);
  });

  it('monitor is stopped by Ctrl-Z with the terminal as it was, and goes on', async () => {
    const terminal = open(`set -m; rx monitor 192.0.2.1 -i 100ms; echo "[stopped]"; fg; (exit $?)`);
    await terminal.wrote(/1 up/);
    terminal.type('\x1a');
    await terminal.wrote(/\x1b\[\?25h\x1b\[\?1049l[^]*\[stopped\][^]*\x1b\[\?1049h[^]*1 up/);
    terminal.type('\x03');
    expect(await terminal.end()).toMatch(/\x1b\[\?1049lHOST [^]*1 target: 1 up, 0 down\r\n\[code 0\]/);
  });

  it.each(['TERM', 'HUP', 'INT'])('SIG%s gives the terminal back, with the summary', async (signal) => {
    const command = `${commandLine} --simulate ${file} monitor 192.0.2.1 -i 100ms`;
    const terminal = open(`${command} & pid=$!; echo "[pid $pid]"; wait $pid; code=$?; stty -a; (exit $code)`);
    await terminal.wrote(/1 up/);
    process.kill(Number(/\[pid (\d+)\]/.exec(terminal.output)![1]), `SIG${signal}`);
    const output = await terminal.end();
    expect(output).toMatch(
      /\x1b\[\?25h\x1b\[\?1049lHOST [^]*1 target: 1 up, 0 down\r\n[^]* icanon[^]* echo [^]*\[code 0\]/,
    );
  });

  it('NO_COLOR takes the colours away, and a locale without UTF-8 all that is not ASCII', async () => {
    const plain = open('NO_COLOR=1 LC_ALL=C rx monitor 192.0.2.1 192.0.2.2 -i 100ms -W 50ms', { columns: 120 });
    await plain.wrote(/1 up, 1 down/);
    plain.type('q');
    const output = await plain.end();
    expect(output).not.toMatch(/\x1b\[\d+m/);
    expect(output).toMatch(/^[\0-\x7f]*$/);
  });

  it('a monitor of a file on a terminal reads that again when it changes, and ends by SIGHUP', async () => {
    const list = join(folder, 'hosts.txt');
    writeFileSync(list, '192.0.2.1\n');
    const command = `${commandLine} --simulate ${file} monitor -f ${list} -i 100ms -W 50ms`;
    const terminal = open(`${command} & pid=$!; echo "[pid $pid]"; wait $pid`);
    await terminal.wrote(/1 target: 1 up/);
    writeFileSync(list, '192.0.2.1\n192.0.2.2\n');
    await terminal.wrote(/2 targets: 1 up, 1 down/);
    process.kill(Number(/\[pid (\d+)\]/.exec(terminal.output)![1]), 'SIGHUP');
    expect(await terminal.end()).toMatch(/\x1b\[\?1049lHOST [^]*2 targets: 1 up, 1 down\r\n\[code 1\]/);
  });

  it('keys come from the terminal while targets come from standard input', async () => {
    const terminal = open(`printf '192.0.2.1\\n192.0.2.2\\n' | rx monitor -f - -i 100ms -W 50ms`);
    await terminal.wrote(/1 up, 1 down/);
    terminal.type('?');
    await terminal.wrote(/quit/);
    terminal.type('q');
    expect(await terminal.end()).toMatch(/2 targets: 1 up, 1 down\r\n\[code 1\]/);
  });

  it('monitor without standard input draws, and ends by Ctrl-C', async () => {
    const terminal = open('rx monitor 192.0.2.1 -i 100ms <&-');
    await terminal.wrote(/1 up/);
    terminal.type('\x03');
    expect(await terminal.end()).toMatch(/1 target: 1 up, 0 down\r\n\[code 0\]/);
  });

  it.each([['dumb'], [null]])('where TERM is %s everything is lines', async (kind) => {
    for (const [args, pattern] of [
      ['monitor 192.0.2.1 -i 50ms -c 4', /unknown -> up/],
      ['trace 192.0.2.1', / 3 {2}192\.0\.2\.1/],
      ['sweep 192.0.2.1 192.0.2.2 -W 400ms', /192\.0\.2\.2: timed out/],
      ['ping 192.0.2.1 -c 2 -i 50ms --marbles', /192\.0\.2\.1 {2}r/],
    ] as const) {
      const output = await open(`rx ${args}`, { kind }).end();
      expect(output).toMatch(pattern);
      expect(output).not.toContain('\x1b');
    }
  });

  it('names with escape sequences reach no terminal', async () => {
    const name = "$'\\e[2J\\e]0;evil\\a.example'";
    for (const command of ['ping -c 1', 'sweep', 'trace', 'mtu', 'wait -w 300ms', 'monitor -c 2 -i 50ms']) {
      const output = await open(`rx ${command} ${name}`).end();
      expect(output).not.toMatch(/\x1b\[2J|\x1b\]|\x07/);
    }
  });

  it('a mistake is wrapped to the width', async () => {
    const output = await open('rx ping -A 192.0.2.1', { columns: 40 }).end();
    expect(output.split('\r\n').every((line) => line.length <= 40)).toBe(true);
    expect(output).toMatch(/\[code 2\]/);
  });
});
