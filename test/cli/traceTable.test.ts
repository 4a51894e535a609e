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
  table.add({ target: 'host', round: 0, ttl: 1, responders: ['192.0.2.1'], final: true, flow: 'constant', replies });
  await names.ask('192.0.2.1');
  screen.press('n', 'n');
  table.close();
  const text = screen.last.join('\n');
  expect(text).toContain('\\u001b[2Jevil.example (192.0.2.1)');
  expect(text).toContain('\\u001b]0;title\\u0007');
  expect(text).not.toMatch(/[\x1b\x07]/);
});

it('says in words which hop only answers some probes', () => {
  const table = new TraceTable('host', null, () => undefined);
  const answer = (ttl: number, isSilent: boolean, round: number): Hop => {
    const responder = `192.0.2.${ttl}`;
    const given = isSilent
      ? { status: 'timed-out', statusCode: 11010, responder: null, rtt: null, size: null }
      : { responder };
    const replies = [reply({ ...given, destination: '192.0.2.2' })] as Hop['replies'];
    return {
      target: 'host',
      round,
      ttl,
      responders: isSilent ? [] : [responder],
      final: ttl === 2,
      flow: 'constant',
      replies,
    };
  };
  for (let round = 0; round < 40; round++) {
    table.add(answer(1, round % 2 === 1, round));
    table.add(answer(2, false, round));
  }
  const [, first, second] = table.text().split('\n');
  expect(first).toMatch(/^ +1 +192\.0\.2\.1 +50\.0% .* answers only some probes: no loss on the way$/);
  expect(second).toMatch(/^ +2 +192\.0\.2\.2 +0\.0% /);
  expect(second).not.toContain('answers only');
  table.close();
});
