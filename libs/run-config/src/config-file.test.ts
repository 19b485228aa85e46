import { expect, test } from 'vitest';
import { examineConfigFile, parseConfigFile } from './config-file.ts';

/** An error whose message is this one, or matches. */
function refusal(message: string | RegExp) {
  return expect.objectContaining({
    code: 'invalid',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
}

test.for<[string, string | RegExp]>([
  ['members: 0', "run.yaml:1:1: 'members' must be a whole number from 1 to 10000, not 0"],
  [
    '# runs\nmembers: 4\nepochs: 0',
    "run.yaml:3:1: 'epochs' must be a whole number from 1 to 100000, not 0",
  ],
  ['epochs: ten', "run.yaml:1:1: 'epochs' must be a whole number from 1 to 100000, not 'ten'"],
  ['epochs:', "run.yaml:1:1: 'epochs' must be a whole number from 1 to 100000, not nothing"],
  ['learningRate: -0.1', "run.yaml:1:1: 'learningRate' must be a number above 0, not -0.1"],
  ['learningRate: .nan', "run.yaml:1:1: 'learningRate' must be a number above 0, not NaN"],
  ['learningRate: .inf', "run.yaml:1:1: 'learningRate' must be a number above 0, not Infinity"],
  ['dropout: 1', "run.yaml:1:1: 'dropout' must be a number from 0 to below 1, not 1"],
  [
    'seed: 4294967296',
    "run.yaml:1:1: 'seed' must be a whole number from 0 to 4294967295, not 4294967296",
  ],
  [
    'dataset: mnist',
    "run.yaml:1:1: 'dataset' must be cifar10, shapes, images, arrays, tables or cifar100, not 'mnist'",
  ],
  ['keepCheckpoints: yes', "run.yaml:1:1: 'keepCheckpoints' must be true or false, not 'yes'"],
  [
    'stallTimeout: 2m',
    "run.yaml:1:1: 'stallTimeout' must be a whole number from 1 to 86400, not '2m'",
  ],
  ["dataDir: ''", "run.yaml:1:1: 'dataDir' must be the name of a folder or a file, not ''"],
  [
    'model:\n  denseUnits: []',
    "run.yaml:2:3: 'model.denseUnits' must be a list of whole numbers from 1 to 16384, at least one, not an empty list",
  ],
  [
    'model:\n  denseUnits: [200, x]',
    `run.yaml:2:21: 'model.denseUnits' must be a list of whole numbers from 1 to 16384, at least one, not [200,"x"]`,
  ],
  ['training: 5', "run.yaml:1:1: 'training' must hold keys such as 'epochs'"],
  ['epoch: 3', "run.yaml:1:1: unknown key 'epoch': did you mean 'epochs'?"],
  ['batch-size: 3', "run.yaml:1:1: unknown key 'batch-size': did you mean 'batchSize'?"],
  ['batch_size: 3', "run.yaml:1:1: unknown key 'batch_size': did you mean 'batchSize'?"],
  [
    'model:\n  colour: red',
    /^run\.yaml:2:3: unknown key 'colour': known are name, filters, kernelSize, /,
  ],
  ['training:\n  dropout: 0.5', "run.yaml:2:3: unknown key 'dropout': it belongs under 'network:'"],
  ['version: 1\nepochs: 3', "run.yaml:2:1: unknown key 'epochs': it belongs under 'training:'"],
  [
    'version: 1\ndata-dir: x',
    "run.yaml:2:1: unknown key 'data-dir': it belongs under 'dataset:', as 'path'",
  ],
  ['trainng:\n  epochs: 3', "run.yaml:1:1: unknown key 'trainng': did you mean 'training'?"],
  [
    'training:\n  epochs: 3\nepochs: 3',
    "run.yaml:3:1: 'training.epochs' is said for the second time: leave one of them out",
  ],
  ['version: 2', "run.yaml:1:1: 'version' is 2, but this Chorus reads versions up to 1"],
  ["version: '1'", `run.yaml:1:1: 'version' is "1", but this Chorus reads versions up to 1`],
  [
    'network:\n  filters:\n    - 8\n    - 0',
    "run.yaml:4:7: 'network.filters' must be a list of whole numbers from 1 to 1024, not [8,0]",
  ],
  [`members: ${'4'.repeat(100)}x`, /^run\.yaml:1:1: 'members' must be .*, not '4{60}…'$/],
  [
    'members: "\\e[2J"',
    "run.yaml:1:1: 'members' must be a whole number from 1 to 10000, not '�[2J'",
  ],
  ['constructor: 4', /^run\.yaml:1:1: unknown key 'constructor': known are /],
  ['__proto__: 4', /^run\.yaml:1:1: unknown key '__proto__': known are /],
  ['- members', "run.yaml:1:1: it must consist of lines such as 'members: 4', and this is a list"],
  ['\nmembers', "run.yaml:2:1: it must consist of lines such as 'members: 4', and this is a text"],
])('%j is refused in one line that says where', ([text, message]) => {
  expect(() => parseConfigFile(text, 'run.yaml')).toThrow(refusal(message));
});

test.for([
  [
    'members: 4\n---\nepochs: 3',
    '2:1: a second document begins here, and a configuration is only one: split the file',
  ],
  ['members: 4\n...\nepochs: 3', /^run\.yaml:3:1: a second document begins here/],
  [
    'members: 1\nmembers: 2',
    '2:1: this key stands here for the second time: leave one of them out',
  ],
  [
    'x: &x {epochs: 3}\n<<: *x',
    '2:1: a merge key (<<) is not supported: write the keys themselves',
  ],
  ['model:\n  <<: {}', /^run\.yaml:2:3: a merge key/],
  ['members: !many 4', '1:10: this tag is not known: leave it out'],
  ['members: *four', '1:10: there is no anchor &four before this'],
  ['members: *', /^run\.yaml:1:10: after \* the name of an anchor is missing/],
  ['model:\n  denseUnits: &a [1, *a]', '2:22: *a holds itself'],
  ['model:\n\tfilters: [1]', '2:1: a tab stands here: indent with blanks'],
  [
    'members: 4\nmodel: [1',
    /^run\.yaml:2:\d+: the indentation does not fit: .* a list ends with \]$/,
  ],
  ['model: {filters: [1]', /^run\.yaml:1:\d+: /],
  ['dataDir: "x', /^run\.yaml:1:\d+: before this a closing quote or bracket, .* is missing$/],
  ["dataDir: 'it's'", /^run\.yaml:1:14: this is not expected here/],
  ['dataDir: @x', '1:10: a value cannot begin with this character: put it in quotes'],
  ['dataDir: "\\q"', /^run\.yaml:1:\d+: this escape is not known within double quotes/],
  [
    'members: 4\n  epochs: 3',
    /^run\.yaml:1:10: this value holds ': ', perhaps because the next line/,
  ],
  ['model:\n  filters: [1]\n kernelSize: 3', /^run\.yaml:3:1: the indentation does not fit/],
  [
    'members:4\nepochs: 3',
    "1:1: this line needs a colon and a blank behind its key, as in 'members: 4'",
  ],
  ['? [members]\n: 4', "1:3: this is no key: a key is a word, as in 'members: 4'"],
  ['['.repeat(5000), /^run\.yaml:1:\d+: brackets are nested too deeply$/],
  [billionLaughs(), /^run\.yaml:2:\d+: from here on aliases \(\*name\) would make it too large/],
] as const)(
  'YAML that cannot be read is refused with line and column, in our words: %j',
  ([text, message]) => {
    const expected = typeof message === 'string' ? `run.yaml:${message}` : message;
    expect(() => parseConfigFile(text, 'run.yaml')).toThrow(refusal(expected));
  },
);

/** A few lines that would become gigabytes. */
function billionLaughs(): string {
  const lines = Array.from(
    { length: 9 },
    (_, depth) => `k${depth + 1}: &k${depth + 1} [${`*k${depth},`.repeat(9)}]`,
  );
  return ['k0: &k0 [x]', ...lines].join('\n');
}

test('anchors, known tags and a byte order mark are read', () => {
  const text = '\uFEFF%YAML 1.2\n---\nmembers: &n !!int "4"\nepochs: *n\n';
  expect(parseConfigFile(text, 'run.yaml').document).toEqual({
    version: 1,
    members: { count: 4 },
    training: { epochs: 4 },
  });
});

test('an empty file says nothing', () => {
  expect(parseConfigFile('# nothing\n', 'run.yaml').document).toEqual({ version: 1 });
});

test('a document of before and one in sections say the same', () => {
  const before = 'dataset: shapes\nmembers: 3\ndropout: 0.2\nmodel:\n  filters: [8]\nseed: 5\n';
  const now =
    'version: 1\ndataset: {name: shapes}\nmembers: {count: 3, seed: 5}\nnetwork: {filters: [8], dropout: 0.2}\n';
  const { document } = parseConfigFile(now, 'now.yaml');
  expect(parseConfigFile(before, 'before.yaml').document).toEqual(document);
});

test('a setting is named as the file names it, with its line and column', () => {
  const text = 'members: 3\ntraining:\n  epochs: 4\n';
  const { place } = parseConfigFile(text, 'run.yaml');
  expect(place('members.count')).toBe("run.yaml:1:1: 'members'");
  expect(place('training.epochs')).toBe("run.yaml:3:3: 'training.epochs'");
});

test('all mistakes are found, in the order of their lines', () => {
  const text = 'epocs: 3\ntraining:\n  epochs: 0\n  batchSize: x\nnetwork:\n  filters: [0, 0]\n';
  expect(examineConfigFile(text, 'run.yaml')).toEqual({
    mistakes: [
      "run.yaml:1:1: unknown key 'epocs': did you mean 'epochs'?",
      "run.yaml:3:3: 'training.epochs' must be a whole number from 1 to 100000, not 0",
      "run.yaml:4:3: 'training.batchSize' must be a whole number from 1 to 1000000, not 'x'",
      expect.stringContaining("run.yaml:6:13: 'network.filters' must be a list of"),
    ],
  });
});
