#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { printable } from '../checks/printable.ts';
import { describeError } from './arguments/describeError.ts';
import { type Command, parseArguments } from './arguments/parseArguments.ts';
import { takeSimulate } from './arguments/takeSimulate.ts';
import { usage } from './arguments/usage.ts';
import { exitWith } from './terminal/exitWith.ts';
import { surroundings } from './terminal/surroundings.ts';
import { wrap } from './terminal/wrap.ts';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has closed its end, as `head` does.
    if (error.code === 'EPIPE') process.exit(0);
    if (stream === process.stdout) process.stderr.write(`rxicmp: The output cannot be written: ${error.message}.\n`);
    process.exit(2);
  });
}

try {
  const { file, rest } = takeSimulate(process.argv.slice(2));
  const command = parseArguments(rest);
  if (file !== null && !['help', 'version', 'completion'].includes(command.name)) {
    const { simulateFile } = await import('./commands/simulateFile.ts');
    simulateFile(file);
  }
  exitWith(await run(command, file !== null));
} catch (error) {
  const line = `rxicmp: ${printable(describeError(error))}`;
  process.stderr.write(`${process.stderr.isTTY ? wrap(line, process.stderr.columns || 80) : line}\n`);
  exitWith(2);
}

/** Only commands that need the library load it: loading RxJS takes longer than finding a mistake. */
async function run(command: Command, isSimulated: boolean): Promise<number> {
  switch (command.name) {
    case 'help':
      print(usage(command.about));
      return 0;
    case 'version':
      print(version());
      return 0;
    case 'completion': {
      const { completion } = await import('./arguments/completion.ts');
      print(completion(command.shell));
      return 0;
    }
    case 'diagnose': {
      const { diagnoseCommand } = await import('./commands/diagnoseCommand.ts');
      return diagnoseCommand(command, version(), print);
    }
    case 'sweep': {
      const { sweepCommand } = await import('./commands/sweepCommand.ts');
      return sweepCommand(command, surroundings(process.stderr));
    }
    case 'trace': {
      const { traceCommand } = await import('./commands/traceCommand.ts');
      // The real resolver knows nothing of a simulated network.
      const manner = isSimulated ? { ...command.manner, numeric: true } : command.manner;
      return traceCommand({ ...command, manner }, surroundings(process.stdout));
    }
    case 'mtu': {
      const { mtuCommand } = await import('./commands/mtuCommand.ts');
      return mtuCommand(command, surroundings(process.stdout));
    }
    default:
      return runOnTargets(command);
  }
}

/** Runs a command that has a series for each target. */
async function runOnTargets(
  command: Extract<Command, { readonly name: 'ping' | 'monitor' | 'wait' }>,
): Promise<number> {
  const { file } = command.manner;
  // A service without a terminal is told by SIGHUP to read its file again.
  const reads = command.name === 'monitor' && file !== undefined && file !== '-';
  const isService = reads && ![process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  const around = surroundings(process.stdout, isService);
  const { targetList } = await import('./targets/targetList.ts');
  const list = (): Promise<string[]> => targetList(command.targets, file);
  const targets = await list();
  switch (command.name) {
    case 'ping': {
      const { pingCommand } = await import('./commands/pingCommand.ts');
      return pingCommand({ ...command, targets }, around);
    }
    case 'wait': {
      const { waitCommand } = await import('./commands/waitCommand.ts');
      return waitCommand({ ...command, targets }, around);
    }
    case 'monitor': {
      const { monitorCommand } = await import('./commands/monitorCommand.ts');
      if (!reads) return monitorCommand({ ...command, targets }, around);
      const { fileChanges } = await import('./targets/fileChanges.ts');
      const changes = fileChanges(file, list, (error) => around.tell(`rxicmp: ${describeError(error)}\n`));
      return monitorCommand({ ...command, targets }, around, changes);
    }
  }
}

function print(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}
