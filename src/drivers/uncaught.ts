import { setTimeout as sleep } from 'node:timers/promises';

/** Takes the place of every other listener for uncaught errors while it waits. @returns the errors that came. */
export async function uncaught(during: () => Promise<void>): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  const collect = (error: unknown) => errors.push(error);
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', collect);
  try {
    await during();
    await sleep(50);
  } finally {
    process.removeListener('uncaughtException', collect);
    for (const other of others) process.on('uncaughtException', other);
  }
  return errors;
}
