import { defineConfig } from 'eslint/config';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

const platformGlobals = ['process', 'Buffer', 'global', 'require', '__dirname', '__filename'];
const timerGlobals = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'];
const clockMessage = 'Take the time from the driver (IcmpDriver.now) or the scheduler, which virtual time can replace.';

export default defineConfig(
  { ignores: ['dist/', 'build/', 'prebuilds/', 'coverage/', 'docs/api/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.recommended,
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    rules: {
      // A leading underscore marks what a signature must name and the body does not need.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, rxjsX.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Callers in plain JavaScript may pass what the types forbid, so checks against that are not dead code.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // After a bounds check, `!` satisfies noUncheckedIndexedAccess.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `() => subject.next()` and `return subscriber.error(e)` read better than the same with braces.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // `async` without `await` is useful: it turns what is thrown into a rejection.
      '@typescript-eslint/require-await': 'off',
      // Errors are spread on purpose: logs and IPC need their own fields.
      '@typescript-eslint/no-misused-spread': ['error', { allow: [{ from: 'file', name: 'IcmpError' }] }],
      // Numbers in messages are shown as they are.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // Floors 0, 1 and 3 to 6 run in a browser and in virtual time: no Node globals, no timers, no clock of their own.
    files: ['src/**/*.ts'],
    ignores: ['src/drivers/**', 'src/cli/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        {
          checkGlobalObject: true,
          globals: [
            ...platformGlobals.map((name) => ({ name, message: 'Reach the platform through #platform.' })),
            ...timerGlobals.map((name) => ({
              name,
              message: 'Time-outs are the driver’s, other times the scheduler’s.',
            })),
            { name: 'performance', message: clockMessage },
          ],
        },
      ],
      'no-restricted-properties': ['error', { object: 'Date', property: 'now', message: clockMessage }],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: clockMessage },
      ],
    },
  },
);
