import type { WeightHistogram } from '@chorus/proto';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const eventType = protobuf
  .loadSync(fileURLToPath(new URL('./event.proto', import.meta.url)))
  .lookupType('tensorboard.Event');

/** What one epoch leaves in an event file. */
export interface EpochSummary {
  /** The epoch's number, from 1: TensorBoard's step. */
  readonly epoch: number;
  /** The end of the epoch, Unix time in milliseconds. */
  readonly wallTimeMs: number;
  /** The values by tag: `loss`, `accuracy`. Stored as float32. */
  readonly scalars: Readonly<Record<string, number>>;
  /** One per weight tensor; its name is the tag. */
  readonly histograms: readonly WeightHistogram[];
}

/** What an event file holds under one tag at one step; `metadata` alone is data of a plugin. */
export interface SummaryValue {
  readonly tag: string;
  /** The value, stored as float32. */
  readonly simpleValue?: number;
  readonly image?: {
    /** The height of the PNG, in pixels. */
    readonly height: number;
    readonly width: number;
    readonly colorspace: number;
    readonly encodedImageString: Uint8Array;
  };
  readonly metadata?: {
    readonly pluginData: { readonly pluginName: string; readonly content: Uint8Array };
  };
}

/** The Event that heads every file. Source: `brain.Event:2` is TensorFlow's current version. */
export function encodeFileVersion(wallTimeMs: number): Uint8Array {
  return encodeEvent(wallTimeMs, { fileVersion: 'brain.Event:2' });
}

/**
 * The Event that says: from this epoch on, what older files of the folder hold is void. TensorBoard
 * then drops what a lost attempt left.
 */
export function encodeSessionStart({ epoch, wallTimeMs }: EpochSummary): Uint8Array {
  return encodeEvent(wallTimeMs, { step: epoch, sessionLog: { status: 1 } });
}

/** The Event with an epoch's scalars and histograms. */
export function encodeEpochSummary(summary: EpochSummary): Uint8Array {
  const histograms = summary.histograms.map((histogram) => ({
    tag: histogram.name,
    histo: {
      min: histogram.min,
      max: histogram.max,
      num: histogram.count,
      sum: histogram.sum,
      sumSquares: histogram.sumSquares,
      bucketLimit: histogram.bucketLimits,
      bucket: histogram.bucketCounts,
    },
  }));
  return encodeEvent(summary.wallTimeMs, {
    step: summary.epoch,
    summary: { value: [...scalarValues(summary.scalars), ...histograms] },
  });
}

/** The Event with these values at a step. */
export function encodeSummary(
  step: number,
  wallTimeMs: number,
  values: readonly SummaryValue[],
): Uint8Array {
  return encodeEvent(wallTimeMs, { step, summary: { value: values } });
}

/** Numbers, by their tags. */
export function scalarValues(scalars: Readonly<Record<string, number>>): SummaryValue[] {
  return Object.entries(scalars).map(([tag, simpleValue]) => ({ tag, simpleValue }));
}

function encodeEvent(wallTimeMs: number, content: Record<string, unknown>): Uint8Array {
  return eventType.encode({ wallTime: wallTimeMs / 1000, ...content }).finish();
}
