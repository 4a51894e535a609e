#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import { describeError } from './arguments/describeError.ts';
import { LiveText } from './terminal/liveText.ts';
import { type Command, parseArguments } from './arguments/parseArguments.ts';
import { printable } from '../checks/printable.ts';
import { takeSimulate } from './arguments/takeSimulate.ts';
import { usage } from './arguments/usage.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader has closed its end, as `head` does.
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`rxicmp: The output cannot be written: ${error.message}.\n`);
  process.exit(2);
});

try {
  const { file, rest } = takeSimulate(process.argv.slice(2));
  const command = parseArguments(rest);
  if (file !== null && command.name !== 'help' && command.name !== 'version') {
    const { simulateFile } = await import('./commands/simulateFile.ts');
    simulateFile(file);
  }
  exit(await run(command));
} catch (error) {
  process.stderr.write(`rxicmp: ${printable(describeError(error))}\n`);
  exit(2);
}

/** The library is loaded only by what needs it: RxJS takes longer to load than a mistake takes to find. */
async function run(command: Command): Promise<number> {
  switch (command.name) {
    case 'help':
      print(usage(command.about));
      return 0;
    case 'version':
      print(version());
      return 0;
    case 'diagnose': {
      const { diagnoseCommand } = await import('./commands/diagnoseCommand.ts');
      return diagnoseCommand(command.json, print);
    }
    case 'ping': {
      const { pingCommand } = await import('./commands/pingCommand.ts');
      return pingCommand(command, interrupted(), print);
    }
    case 'sweep': {
      const { sweepCommand } = await import('./commands/sweepCommand.ts');
      return sweepCommand(command, interrupted(), print, liveText(process.stderr));
    }
    case 'trace': {
      const { traceCommand } = await import('./commands/traceCommand.ts');
      return traceCommand(command, interrupted(), print);
    }
    case 'mtu': {
      const { mtuCommand } = await import('./commands/mtuCommand.ts');
      return mtuCommand(command, interrupted(), print);
    }
    case 'monitor': {
      const { monitorCommand } = await import('./commands/monitorCommand.ts');
      return monitorCommand(command, interrupted(), print, liveText(process.stdout));
    }
  }
}

/** Text that is written over needs a terminal that knows escape sequences. */
function liveText(stream: WriteStream): LiveText | null {
  return stream.isTTY && process.env['TERM'] !== 'dumb' ? new LiveText(stream) : null;
}

/** Aborts at the first signal. The second one finds no listener, and ends the process. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => controller.abort());
  return controller.signal;
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

/** Ends the process once all is written. A look-up that was given up would keep it alive until the resolver answers. */
function exit(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
