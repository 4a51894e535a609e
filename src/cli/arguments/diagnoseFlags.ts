import { FEW_FORM_FLAGS } from './commonFlags.ts';
import type { Flags } from './flag.ts';

/** The options of `rxicmp diagnose`. */
export const DIAGNOSE_FLAGS: Flags = {
  'self-test': { help: 'hold the contract of all drivers against this one, on the loopback' },
  slow: { help: 'with --self-test: also what takes long, such as 70000 probes at once' },
  driver: { value: 'NAME', choices: ['addon', 'koffi'], help: 'addon or koffi; default: the usual one' },
  ...FEW_FORM_FLAGS,
};
