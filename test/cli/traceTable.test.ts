import type { Hop } from 'rxicmp';
import { expect, it } from 'vitest';
import { HopNames } from '../../src/cli/trace/hopNames.ts';
import { TraceTable } from '../../src/cli/trace/traceTable.ts';
import { FakeScreen } from './fakeScreen.ts';
import { reply } from './reply.ts';

it('shows escape sequences in names as text, whoever has written them', async () => {
  const names = new HopNames(() => Promise.resolve(['\x1b[2Jevil.example']));
  const table = new TraceTable('\x1b]0;title\x07', names, () => undefined);
  const screen = new FakeScreen(120, 10);
  table.open(screen);
  const replies = [reply({ responder: '192.0.2.1', destination: '192.0.2.1' })] as Hop['replies'];
  table.add({ target: 'host', round: 0, ttl: 1, responders: ['192.0.2.1'], final: true, replies });
  await names.ask('192.0.2.1');
  screen.press('n', 'n');
  table.close();
  const text = screen.last.join('\n');
  expect(text).toContain('\\u001b[2Jevil.example (192.0.2.1)');
  expect(text).toContain('\\u001b]0;title\\u0007');
  expect(text).not.toMatch(/[\x1b\x07]/);
});
