import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import type { SummaryValue } from './event-message.ts';

const pluginDataType = protobuf
  .loadSync(fileURLToPath(new URL('./hparams.proto', import.meta.url)))
  .lookupType('tensorboard.hparams.HParamsPluginData');

/** Hyperparameters by name. */
export type HParams = Readonly<Record<string, string | number | boolean>>;

/** A scalar that TensorBoard shows beside the hyperparameters: its newest value. */
export interface HParamsMetric {
  /** The scalar's tag. */
  readonly tag: string;
  /** The folder within the session's that has it; undefined: that one itself. */
  readonly group?: string;
  readonly name: string;
  readonly dataset: 'training' | 'validation' | 'test';
}

const DATA_TYPES = { string: 1, boolean: 2, number: 3 };
/** TensorBoard knows two: what is not trained on is for validation. */
const DATASET_TYPES = { training: 1, validation: 2, test: 2 };

/**
 * What the columns of the table are; once in all folders together.
 *
 * @param differing those of the hyperparameters that differ from session to session
 */
export function experimentValue(
  hparams: HParams,
  differing: readonly string[],
  metrics: readonly HParamsMetric[],
): SummaryValue {
  const hparamInfos = Object.entries(hparams).map(([name, value]) => ({
    name,
    type: DATA_TYPES[typeof value as keyof typeof DATA_TYPES],
    differs: differing.includes(name),
  }));
  const metricInfos = metrics.map(({ tag, group = '', name, dataset }) => ({
    name: { tag, group },
    displayName: name,
    datasetType: DATASET_TYPES[dataset],
  }));
  return pluginValue('experiment', { experiment: { hparamInfos, metricInfos } });
}

/** A row of the table begins: the folder that it is written to is a session with these values. */
export function sessionStartValue(hparams: HParams, wallTimeMs: number): SummaryValue {
  const values = Object.entries(hparams).map(([name, value]) => [name, { [kindOf(value)]: value }]);
  const info = { hparams: Object.fromEntries(values), startTimeSecs: wallTimeMs / 1000 };
  return pluginValue('session_start_info', { sessionStartInfo: info });
}

/** The session of the folder has ended. */
export function sessionEndValue(succeeded: boolean, wallTimeMs: number): SummaryValue {
  const info = { status: succeeded ? 1 : 2, endTimeSecs: wallTimeMs / 1000 };
  return pluginValue('session_end_info', { sessionEndInfo: info });
}

/** The field of google.protobuf.Value. */
function kindOf(value: string | number | boolean): string {
  return typeof value === 'boolean' ? 'boolValue' : `${typeof value}Value`;
}

function pluginValue(name: string, data: Record<string, unknown>): SummaryValue {
  const content = pluginDataType.encode(data).finish();
  return {
    tag: `_hparams_/${name}`,
    metadata: { pluginData: { pluginName: 'hparams', content } },
  };
}
