import type { WriteStream } from 'node:tty';
import { printable } from '../../checks/printable.ts';
import type { Surroundings } from '../surroundings.ts';
import { LiveText } from './liveText.ts';
import { TerminalScreen } from './terminalScreen.ts';

/**
 * The surroundings of a command that runs as a process.
 *
 * @param screen text is written over here, if this is a terminal.
 * @param isService SIGHUP does not end the command.
 */
export function surroundings(screen: WriteStream, isService = false): Surroundings {
  return {
    signal: interrupted(isService),
    print: (text) => process.stdout.write(`${printable(text)}\n`),
    tell: (text) => process.stderr.write(text === '\x07' ? text : printable(text)),
    onAsked,
    live: isAble(screen) ? new LiveText(screen) : null,
    screen: isAble(process.stdout) ? new TerminalScreen(process.stdout) : null,
    now: () => Date.now(),
  };
}

/** Text that is written over needs a terminal that knows escape sequences. */
function isAble(stream: WriteStream): boolean {
  return stream.isTTY && process.env['TERM'] !== 'dumb' && process.env['TERM'] !== undefined;
}

/** Aborts at the first signal. The second one finds no listener, and ends the process. */
function interrupted(isService: boolean): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', ...(isService ? [] : ['SIGHUP'])])
    process.once(signal, () => controller.abort());
  return controller.signal;
}

function onAsked(listener: () => void): () => void {
  // Only BSD and macOS know SIGINFO, which Ctrl-T sends there.
  const signals: NodeJS.Signals[] = ['SIGQUIT', ...(process.platform === 'darwin' ? (['SIGINFO'] as const) : [])];
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
