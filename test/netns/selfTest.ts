import { beforeAll, expect, it } from 'vitest';
import { startRxicmp } from '../cli/rxicmp.ts';
import { describeInLab } from '../lab/describeInLab.ts';
import { enterNamespace } from '../lab/namespace.ts';

interface Line {
  readonly type?: string;
  readonly outcome?: 'pass' | 'fail' | 'pending';
  readonly family?: 4 | 6;
  readonly clause?: string;
}

/** `rxicmp diagnose --self-test` in a namespace with nothing but a loopback. */
export function selfTest(sockets: 'raw' | 'ping'): void {
  describeInLab(`the self-test on ${sockets} sockets`, () => {
    beforeAll(() => enterNamespace(sockets === 'ping' ? { pingGroupRange: [0, 0] } : {}));

    it('passes, and says of each clause what passed and what could not be run', { timeout: 180_000 }, async () => {
      const { code, stdout, stderr } = await startRxicmp(['diagnose', '--self-test', '--json']).ended;
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
      expect({ failed: lines.filter(({ outcome }) => outcome === 'fail'), stderr, code }).toEqual({
        failed: [],
        stderr: '',
        code: 0,
      });
      const [diagnosis, head, ...results] = lines;
      expect(diagnosis).toMatchObject({ driver: 'addon', completions: [] });
      expect(diagnosis).toMatchObject({
        sockets: expect.arrayContaining([
          expect.objectContaining({ family: 4, kind: sockets, usable: true }),
        ]) as unknown,
      });
      expect(head).toMatchObject({
        type: 'self-test',
        system: expect.stringContaining(`Node ${process.version}`) as string,
      });
      const passed = (family: 4 | 6) => results.filter((one) => one.family === family && one.outcome === 'pass');
      expect(passed(4).length).toBeGreaterThan(100);
      expect(passed(6).length).toBeGreaterThan(80);
      expect(new Set(passed(4).map(({ clause }) => clause))).toContain('Blocking');
    });
  });
}
