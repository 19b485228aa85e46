import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Which projects each project may import (docs/architecture.md draws the same picture). */
const imports = {
  errors: [],
  'backend-names': [],
  data: [],
  ensemble: [],
  scheduler: [],
  network: ['errors'],
  telemetry: [],
  machine: [],
  'command-line': [],
  model: ['backend-names', 'data', 'network'],
  tensorflow: ['machine', 'command-line'],
  'run-config': ['errors', 'backend-names', 'data', 'ensemble', 'network', 'command-line'],
  trust: ['errors'],
  audit: ['errors'],
  proto: ['errors', 'run-config', 'trust'],
  'run-view': ['proto', 'run-config', 'network', 'ensemble', 'telemetry'],
  'run-files': ['proto', 'data', 'ensemble', 'run-config', 'run-view'],
  prediction: [
    'proto',
    'backend-names',
    'data',
    'ensemble',
    'model',
    'network',
    'machine',
    'command-line',
    'run-files',
  ],
  client: ['proto', 'data', 'machine', 'run-view', 'run-files', 'command-line', 'trust'],
  export: [
    'proto',
    'data',
    'network',
    'model',
    'ensemble',
    'run-view',
    'run-files',
    'command-line',
  ],
  packaging: ['tensorflow', 'machine', 'command-line'],
  worker: [
    'proto',
    'run-config',
    'backend-names',
    'data',
    'ensemble',
    'model',
    'network',
    'scheduler',
    'telemetry',
    'machine',
    'tensorflow',
    'command-line',
    'trust',
  ],
  coordinator: [
    'command-line',
    'proto',
    'data',
    'ensemble',
    'scheduler',
    'telemetry',
    'run-view',
    'run-config',
    'run-files',
    'trust',
    'audit',
  ],
  'model-server': ['proto', 'data', 'prediction', 'run-files', 'telemetry'],
  chorus: [
    'audit',
    'proto',
    'backend-names',
    'ensemble',
    'data',
    'scheduler',
    'telemetry',
    'machine',
    'command-line',
    'tensorflow',
    'run-view',
    'run-config',
    'run-files',
    'network',
    'prediction',
    'client',
    'ensemble',
    'export',
    'packaging',
    'coordinator',
    'model-server',
    'trust',
  ],
  dashboard: ['proto', 'scheduler', 'run-config', 'run-view', 'command-line'],
};

/**
 * Where a project may look: what its programs need, and in tests `testing` besides.
 *
 * @param {string[]} tested
 */
function boundaries(tested) {
  return {
    depConstraints: [
      ...Object.entries({ ...imports, testing: [] }).map(([project, allowed]) => ({
        sourceTag: `project:${project}`,
        onlyDependOnLibsWithTags: [project, ...allowed, ...tested].map((name) => `project:${name}`),
      })),
      { sourceTag: 'project:tools', onlyDependOnLibsWithTags: ['*'] },
    ],
  };
}

/**
 * Forbids a room of `libs/model` to import from another one, but for what is allowed.
 *
 * @param {string} room
 * @param {string[]} allowed
 * @returns {import('eslint').Linter.RuleEntry}
 */
function arrows(room, allowed) {
  const open = allowed.length > 0 ? `(?!${allowed.join('|')})` : '';
  const regex = `^(\\.\\./)+${open}(${Object.keys(modelRooms).join('|')})/`;
  const message = `Of the other rooms ${room}/ may import ${allowed.join(', ') || 'nothing'}.`;
  return ['error', { patterns: [{ regex, message }] }];
}

/**
 * Forbids what loads TensorFlow, or TensorFlow.js.
 *
 * @param {string} regex
 * @returns {import('eslint').Linter.RuleEntry}
 */
function without(regex) {
  const message = 'The coordinator never loads TensorFlow.';
  return ['error', { patterns: [{ regex, message }] }];
}

/** What no file but one may write. */
const credentials = {
  selector: 'MemberExpression[property.name=/^create(Insecure|Ssl|FromSecureContext)$/]',
  message: 'libs/proto/src/transport.ts makes all credentials.',
};

/** The pure rooms: arithmetic and decisions only, so nothing from Node, gRPC or the clock. */
const pureRooms = ['libs/ensemble/src/**/*.ts', 'libs/scheduler/**/*.ts'];

/**
 * The folders of `libs/model`, and what each may import of the others. Tests are free: a kernel of a
 * backend is tried by training a network on it.
 */
const modelRooms = {
  backends: [],
  networks: ['backends/tensorflow/'],
  optimizers: [],
  augmentation: ['networks/philox.ts'],
  graph: ['backends/'],
  train: ['backends/', 'networks/', 'optimizers/', 'graph/', 'augmentation/'],
  predict: ['backends/', 'networks/', 'graph/'],
};

export default tseslint.config(
  { ignores: ['**/node_modules', '**/generated', '.nx', 'runs', '**/dist', 'test-output'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.js'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', boundaries([])],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['libs/proto/src/transport.ts'],
    rules: {
      'no-restricted-syntax': ['error', credentials],
    },
  },
  {
    files: ['**/*.test.ts', '**/testing/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': ['error', boundaries(['testing'])] },
  },
  // Where two entries set one rule for a file the later one counts alone: the folders of those that
  // restrict imports do not overlap, and whatever sets another restriction repeats the former ones.
  {
    files: ['apps/chorus/**/*.ts'],
    rules: { 'no-restricted-imports': without('^@tensorflow/|^@chorus/model$') },
  },
  {
    files: ['libs/prediction/src/**/*.ts', 'apps/model-server/**/*.ts'],
    ignores: ['libs/prediction/src/program/**'],
    rules: { 'no-restricted-imports': without('^@tensorflow/|^@chorus/model$|^@chorus/network') },
  },
  {
    files: ['apps/coordinator/**/*.ts', 'libs/run-config/**/*.ts'],
    rules: {
      'no-restricted-imports': without('^@tensorflow/|^@chorus/model$|^@chorus/network/inspection'),
    },
  },
  {
    files: ['apps/dashboard/src/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'This runs in a browser.' }] },
      ],
    },
  },
  {
    files: pureRooms,
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(?!\\./|\\.\\./src/)', message: 'This room is pure.' }] },
      ],
      'no-restricted-globals': [
        'error',
        'process',
        'performance',
        'setTimeout',
        'setInterval',
        'setImmediate',
        'queueMicrotask',
        'fetch',
        'Buffer',
        'crypto',
        'console',
      ],
      'no-restricted-syntax': [
        'error',
        credentials,
        { selector: 'ImportExpression', message: 'This room is pure.' },
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'This room is pure: time is an input.',
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now' },
        { object: 'Math', property: 'random' },
      ],
    },
  },
  ...Object.entries(modelRooms).map(([room, allowed]) => ({
    files: [`libs/model/src/${room}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': arrows(room, allowed) },
  })),
  {
    files: ['libs/ensemble/src/*/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        // One folder up is the same room.
        { patterns: [{ regex: '^(?!\\./|\\.\\./[a-z])', message: 'This room is pure.' }] },
      ],
    },
  },
  prettier,
  // Prettier's list turns it off for the sake of another of its settings.
  { rules: { curly: ['error', 'multi-line'] } },
);
