/** A comparison in words and numbers, the same on a terminal and on the page. */
import {
  SIGNIFICANCE_LEVEL,
  type Comparison,
  type Contrast,
  type ResultSummary,
} from './compare-runs.ts';
import type { SettingValue } from './setting-value.ts';
import { formatAccuracy, formatDuration, formatGain, formatInteger } from './format.ts';

/** What a run has not, or not yet. */
const NONE = '–';
const DIGEST_DIGITS = 12;

/** The short name of a run, by its place: `A`, `B` … */
export function runLetter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** A name, and a cell for each run. */
export type ComparisonRow = readonly [name: string, ...cells: string[]];

/** What differs between the runs. */
export function differenceRows({ differences }: Comparison): ComparisonRow[] {
  return differences.map(({ key, values }) => [
    key,
    ...values.map((value) => formatSetting(key, value)),
  ]);
}

/** What the runs have come to. */
export function resultRows({ runs }: Comparison): ComparisonRow[] {
  return RESULT_LINES.map(({ name, text }) => [name, ...runs.map(({ result }) => text(result))]);
}

/** @param key what it is a value of, see {@link Difference} */
function formatSetting(key: string, value: SettingValue): string {
  if (value === null) return NONE;
  return key === 'fingerprint' ? String(value).slice(0, DIGEST_DIGITS) : String(value);
}

/** What is said of a run's result, a line each. */
const RESULT_LINES: readonly { name: string; text(result: ResultSummary): string }[] = [
  { name: 'members done', text: ({ members, membersDone }) => `${membersDone}/${members}` },
  { name: 'member, mean', text: (result) => orNone(result.memberAccuracy?.mean, formatAccuracy) },
  { name: 'member, best', text: (result) => orNone(result.memberAccuracy?.most, formatAccuracy) },
  { name: 'member, worst', text: (result) => orNone(result.memberAccuracy?.least, formatAccuracy) },
  { name: 'ensemble', text: (result) => orNone(result.ensembleAccuracy, formatAccuracy) },
  { name: 'gain over mean', text: (result) => orNone(result.gainOverMean, formatGain) },
  { name: 'gain over best', text: (result) => orNone(result.gainOverBest, formatGain) },
  { name: 'wall time', text: (result) => orNone(result.wallSeconds, formatDuration) },
  { name: 'samples/s, a member', text: (result) => orNone(result.imagesPerSecond, formatInteger) },
];

function orNone(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? NONE : format(value);
}

/** What a contrast says: `B against A`, the verdict, and what it rests on. */
export interface ContrastWords {
  readonly title: string;
  readonly verdict: string;
  /** The comparison's figures; empty where the two cannot be compared. */
  readonly detail: string;
}

/** The contrasts of a comparison, in words. */
export function describeContrasts({ runs, contrasts }: Comparison): ContrastWords[] {
  const nameOf = (runId: string) => runLetter(runs.findIndex((run) => run.runId === runId));
  return contrasts.map((contrast) =>
    describeContrast(contrast, nameOf(contrast.first), nameOf(contrast.second)),
  );
}

function describeContrast(contrast: Contrast, first: string, second: string): ContrastWords {
  const title = `${second} against ${first}`;
  if ('notComparable' in contrast) {
    return { title, verdict: `not comparable: ${contrast.notComparable}`, detail: '' };
  }
  const { gain, testSamples, onlyFirst, onlySecond, adjustedPValue } = contrast;
  const isClear = adjustedPValue < SIGNIFICANCE_LEVEL;
  return {
    title,
    verdict: `${formatGain(gain)}, ${formatPValue(adjustedPValue)}: ${isClear ? 'more than chance' : 'may be chance'}`,
    detail:
      `of ${formatInteger(testSamples)} test samples, ${formatInteger(onlySecond)} are right only ` +
      `with ${second}, ${formatInteger(onlyFirst)} only with ${first}`,
  };
}

/** How the contrasts are to be read, in sentences; none where nothing was tested. */
export function contrastNotes({ contrasts }: Comparison): string[] {
  const tested = contrasts.filter((contrast) => 'pValue' in contrast).length;
  if (tested === 0) return [];
  const adjusted = tested > 1 ? `, adjusted by Holm for ${tested} tests` : '';
  return [
    `p is of McNemar's exact test${adjusted}.`,
    'It is about these ensembles: other seeds may give others.',
  ];
}

function formatPValue(pValue: number): string {
  return pValue < 0.0001 ? 'p < 0.0001' : `p = ${pValue.toFixed(4)}`;
}
