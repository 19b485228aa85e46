import { bytesOf } from '@chorus/data';
import { sampleConfig } from '@chorus/run-config/testing';
import { writeEnsembleSummaries, RunFolder } from '@chorus/run-files';
import { assigned, done, epoch, lost, submitted, sampleFacts } from '@chorus/run-view/testing';
import { preparePythonEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { sha256Of } from '../server/testing/fake-worker.ts';
import type { KeptBody } from './run-events.ts';
import { evaluateEnsemble } from '../arithmetic/evaluate-ensemble.ts';
import { ensembleOf } from './build-report.ts';
import { NO_CONTENT } from './read-notable.ts';
import { Run } from './run.ts';

// Prints what TensorBoard's server would answer for the folder.
const READER = `
import json, struct, sys
from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.context import RequestContext
from tensorboard.plugins.base_plugin import TBContext
from tensorboard.plugins.hparams import api_pb2, list_session_groups
from tensorboard.plugins.hparams.backend_context import Context
from tensorboard.util.tensor_util import make_ndarray
from google.protobuf.json_format import MessageToDict
folder = sys.argv[1]
multiplexer = EventMultiplexer().AddRunsFromDirectory(folder)
multiplexer.Reload()
provider = MultiplexerDataProvider(multiplexer, folder)
scalars, images = {}, {}
for run, tags in multiplexer.Runs().items():
    for tag in tags['tensors']:
        plugin = multiplexer.SummaryMetadata(run, tag).plugin_data.plugin_name
        values = [(event.step, make_ndarray(event.tensor_proto)) for event in multiplexer.Tensors(run, tag)]
        if plugin == 'scalars':
            scalars[run + ' ' + tag] = [[step, value.item()] for step, value in values]
        if plugin == 'images':
            width, height, png = values[0][1]
            images[run + ' ' + tag] = [[int(width), int(height)], list(struct.unpack('>II', png[16:24]))]
context, request = Context(TBContext(data_provider=provider, logdir=folder)), RequestContext()
contents = context.hparams_metadata(request, '')
experiment = context.experiment_from_metadata(request, '', True, contents, [])
wanted = api_pb2.ListSessionGroupsRequest(start_index=0, slice_size=100, allowed_statuses=[0, 1, 2, 3], include_metrics=True)
for metric in experiment.metric_infos:
    wanted.col_params.add(metric=metric.name)
groups = list_session_groups.Handler(request, context, '', wanted).run()
print(json.dumps(dict(scalars=scalars, images=images,
    columns=[info.name for info in experiment.hparam_infos],
    sessions=[MessageToDict(session) | dict(hparams=MessageToDict(group)['hparams'])
              for group in groups.session_groups for session in group.sessions])))`;

interface Shown {
  readonly scalars: Record<string, [step: number, value: number][]>;
  /** The sizes by run and tag: what the summary says, and what the PNG says. */
  readonly images: Record<string, [width: number, height: number][]>;
  readonly columns: string[];
  readonly sessions: {
    readonly name: string;
    readonly status?: string;
    readonly hparams: Record<string, unknown>;
    readonly metricValues?: {
      readonly name: { readonly tag: string; readonly group?: string };
      readonly value: number;
    }[];
  }[];
}

let python: string | undefined;
let reason = '';
beforeAll(async () => {
  const environment = await preparePythonEnvironment();
  python = environment.python;
  reason = environment.reason ?? '';
}, PYTHON_SETUP_TIMEOUT_MS);

let runsDir: string;
let run: Run;
beforeEach((context) => {
  if (python === undefined) context.skip(reason);
  runsDir = mkdtempSync(join(tmpdir(), 'chorus-tensorboard-'));
  const config = sampleConfig({ members: { count: 3, seed: 5 } });
  run = new Run(
    'run-1',
    config,
    [{ seed: 7 }, { seed: 8 }, { seed: 9 }],
    new RunFolder(runsDir, 'run-1'),
    true,
  );
  const values = new Uint8Array(32 * 32 * 3);
  run.open({
    labels: Int32Array.of(0, 0, 1, 1),
    samples: [{ index: 2, values }],
    facts: sampleFacts(),
  });
  run.append(0, submitted(3) as KeptBody);
});
afterEach(() => rmSync(runsDir, { recursive: true, force: true }));

function begin(member: number): void {
  run.append(1000, assigned(member) as KeptBody);
  run.summaries.beginAttempt(member, 1000, 0);
  const trained = epoch(member, 1);
  run.append(2000, trained as KeptBody);
  run.summaries.writeEpoch(member, 2000, trained as Extract<KeptBody, { type: 'epoch' }>, []);
}

/** @param firsts probability of class 0, [testSamples] */
function finish(member: number, firsts: readonly number[]): void {
  begin(member);
  const predictions = bytesOf(Float32Array.from(firsts.flatMap((first) => [first, 1 - first])));
  const [predictionsSha256, model] = [sha256Of(predictions), Buffer.from('{}')];
  writeFileSync(run.folder.artifacts.path(predictionsSha256), predictions);
  writeFileSync(run.folder.artifacts.path(sha256Of(model)), model);
  const files = { topologySha256: sha256Of(model), weightsSha256: sha256Of(model) };
  run.folder.keepResult(member, { predictionsSha256, ...files }, 2);
  happens(3000, { ...done(member), predictionsSha256 } as KeptBody);
}

function shown(): Shown {
  const folder = join(run.folder.path, 'tensorboard');
  return JSON.parse(execFileSync(python!, ['-c', READER, folder], { encoding: 'utf8' }));
}

/** The labels are 0, 0, 1, 1: together the first is right on half, two on three quarters, three on all. */
function finishAll(): void {
  finish(1, [0.9, 0.3, 0.4, 0.8]);
  finish(2, [0.8, 0.3, 0.4, 0.0]);
  finish(3, [0.4, 0.99, 0.1, 0.1]);
}

test("TensorBoard shows the ensemble's accuracy over the number of members, beside them", () => {
  finishAll();
  run.writeReport(evaluateEnsemble(ensembleOf(run)), NO_CONTENT, 4000);
  const { accuracyByMembers, accuracy } = run.folder.readReport().ensemble;
  expect(accuracyByMembers).toEqual([0.5, 0.75, 1]);
  expect(accuracy).toBe(1);
  const { scalars } = shown();
  expect(scalars['ensemble accuracy_by_members']).toEqual([
    [1, 0.5],
    [2, 0.75],
    [3, 1],
  ]);
  const ofMember = ['accuracy', 'loss', 'test_accuracy', 'test_loss'];
  const members = [1, 2, 3].flatMap((k) => ofMember.map((tag) => `member-${k} ${tag}`));
  expect(Object.keys(scalars).toSorted()).toEqual(['ensemble accuracy_by_members', ...members]);
  expect(scalars['member-2 test_accuracy']).toEqual([[1, 0.75]]);
});

test('TensorBoard shows what the members done so far were worth on the validation samples', () => {
  finishAll();
  run.writeReport(evaluateEnsemble(ensembleOf(run)), NO_CONTENT, 4000);
  const report = run.folder.readReport();
  const ensembles = [0.25, 0.5].map((accuracy, index) => {
    const members = index === 0 ? [3] : [3, 1];
    return { members, accuracy, accuracyLow: 0, accuracyHigh: 1 };
  });
  const validation = { samples: 4, ensembles, stoppedEarly: null };
  const folder = join(run.folder.path, 'tensorboard/ensemble');
  const { config } = run;
  writeEnsembleSummaries(folder, 4000, { ...report, validation }, { pictures: [], config });
  expect(shown().scalars['ensemble validation_accuracy_by_members']).toEqual([
    [1, 0.25],
    [2, 0.5],
  ]);
});

test('TensorBoard shows each sample image with its class and what was voted, eightfold', () => {
  finishAll();
  for (let times = 0; times < 2; times++) {
    run.writeReport(evaluateEnsemble(ensembleOf(run)), NO_CONTENT, 4000);
  }
  const size = [256, 256];
  const tag = 'ensemble samples/2: ring, predicted ring (3 of 3 members)';
  expect(shown().images).toEqual({ [tag]: [size, size] });
});

test('its table of hyperparameters has a row per member, with the metrics at the end', () => {
  finish(1, [0.9, 0.3, 0.4, 0.8]);
  finish(2, [0.8, 0.3, 0.4, 0.0]);
  begin(3);
  happens(3000, lost(3, 'diverged', { retried: false }) as KeptBody);
  run.writeReport(evaluateEnsemble(ensembleOf(run)), NO_CONTENT, 4000);
  const { columns, sessions } = shown();
  expect(columns).toEqual(expect.arrayContaining(['learningRate', 'network', 'parameters']));
  expect(columns[0]).toBe('seed'); // the one in which the members differ
  expect(sessions.map(({ name, status }) => [name, status]).toSorted()).toEqual([
    ['member-1', 'STATUS_SUCCESS'],
    ['member-2', 'STATUS_SUCCESS'],
    ['member-3', 'STATUS_FAILURE'],
  ]);
  const { hparams, metricValues } = sessions.find(({ name }) => name === 'member-2')!;
  expect(hparams).toMatchObject({
    seed: '8',
    learningRate: 0.001,
    network: 'cnn',
    snapshots: false,
  });
  const values = metricValues!.map(({ name, value }) => [name.tag, value]);
  expect(Object.fromEntries(values)).toEqual({
    loss: Math.fround(1.2345),
    accuracy: Math.fround(0.561),
    test_loss: expect.closeTo(-Math.log(0.8 * 0.3 * 0.6) / 4, 6),
    test_accuracy: 0.75,
  });
});

test('each member has its validation samples beside it, under the same names, also when it goes on', () => {
  const figures = { learningRate: 0.5, gradientNorm: 3 };
  const write = (number: number, loss: number) => {
    const validation = { validationLoss: loss, validationAccuracy: 1 / loss };
    const trained = { ...epoch(1, number), ...figures, ...validation };
    run.summaries.writeEpoch(1, 2000, trained as Extract<KeptBody, { type: 'epoch' }>, []);
  };
  run.append(1000, assigned(1) as KeptBody);
  run.summaries.beginAttempt(1, 1000, 0);
  for (const number of [1, 2]) write(number, 4);
  run.summaries.beginAttempt(1, 3000, 1);
  for (const number of [2, 3]) write(number, 2);
  const { scalars, sessions } = shown();
  expect(scalars).toEqual({
    'member-1 loss': [1, 2, 3].map((step) => [step, Math.fround(1.2345)]),
    'member-1 accuracy': [1, 2, 3].map((step) => [step, Math.fround(0.561)]),
    'member-1 learning_rate': [1, 2, 3].map((step) => [step, 0.5]),
    'member-1 gradient_norm': [1, 2, 3].map((step) => [step, 3]),
    'member-1/validation loss': [[1, 4], [2, 2], [3, 2]], // prettier-ignore
    'member-1/validation accuracy': [[1, 0.25], [2, 0.5], [3, 0.5]], // prettier-ignore
  });
  expect(sessions.map(({ name }) => name)).toEqual(['member-1']);
  run.summaries.beginAttempt(1, 4000, 0);
  write(1, 8);
  expect(shown().scalars['member-1/validation loss']).toEqual([[1, 8]]);
});

test('the table has the figures on the validation samples, where there are any', () => {
  finishAll();
  const validation = { validationLoss: 0.5, validationAccuracy: 0.75 };
  const measured = { ...epoch(2, 2), ...validation } as Extract<KeptBody, { type: 'epoch' }>;
  run.summaries.writeEpoch(2, 4000, measured, []);
  run.writeReport(evaluateEnsemble(ensembleOf(run)), NO_CONTENT, 4000);
  const config = sampleConfig({ dataset: { validationSamples: 100 } });
  const report = run.folder.readReport();
  const folder = join(run.folder.path, 'tensorboard/ensemble');
  writeEnsembleSummaries(folder, 4000, report, { pictures: [], config });
  const { metricValues } = shown().sessions.find(({ name }) => name === 'member-2')!;
  const grouped = metricValues!.filter(({ name }) => name.group === 'validation');
  expect(grouped.map(({ name, value }) => [name.tag, value])).toEqual([
    ['loss', 0.5],
    ['accuracy', 0.75],
  ]);
});

test('a run that goes on has its rows, and none has an end', () => {
  begin(1);
  happens(3000, lost(1, 'worker-lost') as KeptBody);
  const { sessions } = shown();
  expect(sessions).toMatchObject([{ name: 'member-1', hparams: { seed: '7' } }]);
  expect(sessions[0]).not.toHaveProperty('status'); // unknown, as long as it has no end
});

function happens(timeMs: number, body: KeptBody): void {
  run.prepare(timeMs, body);
  run.append(timeMs, body);
}
