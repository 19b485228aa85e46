import { SAMPLE_ARRAYS, sampleSize, type SampleValues } from '@chorus/data';
import {
  combinePredictions,
  EnsemblePredictor,
  type EnsemblePredictions,
  sampleOf,
} from '@chorus/prediction';
import { ChorusError } from '@chorus/proto';
import type { FinishedRun } from '@chorus/run-files';
import { Batcher } from './batcher.ts';
import { type Limits, RequestTooLarge } from './limits.ts';
import { type SampleReader, sampleReader } from './sample-reader.ts';
import type { Tensor, TensorFacts } from './tensor.ts';

/** The numbers of samples for which members have a graph: a batch takes the smallest that has room for it. */
const SIZES = [1, 2, 4, 8, 16, 32, 64, 100];
/** In so long those whose answers have just left ask again, if they do. */
const GATHER_MS = 5;
/** What the protocol calls the only version of a model. */
const VERSION = '1';

/** What the protocol says of a model. */
export interface ModelFacts {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
}

/** A request, whatever it came by. */
export interface InferRequest {
  readonly model: string;
  /** Empty: whichever there is. */
  readonly version: string;
  readonly inputs: readonly Tensor[];
  /** The names of the outputs that are wanted; empty: all. */
  readonly outputs: readonly string[];
}

export interface ServedModelOptions {
  /** What requests call it. */
  readonly name: string;
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
  /** Called with the samples of each batch. */
  readonly onBatch?: (samples: number) => void;
}

/** The ensemble of a run, as a model that is asked. */
export class ServedModel {
  readonly facts: ModelFacts;
  readonly #predictor: EnsemblePredictor;
  readonly #reader: SampleReader;
  readonly #batcher: Batcher;
  readonly #limits: Limits;

  private constructor(run: FinishedRun, predictor: EnsemblePredictor, options: ServedModelOptions) {
    const { name, limits, onBatch } = options;
    const { classes, sample } = predictor;
    this.#predictor = predictor;
    this.#limits = limits;
    this.#reader = sampleReader(sample, run.facts.preparation);
    this.#batcher = new Batcher(
      async (values, samples) => {
        const members = await predictor.predict(values);
        return combinePredictions(run.combination, members, [samples, classes.length]);
      },
      {
        ...{ type: sample.type, sampleSize: sampleSize(sample.shape), gatherMs: GATHER_MS },
        ...{ mostSamples: predictor.mostSamples, waitingSamples: limits.waitingSamples },
        ...(onBatch && { onBatch }),
      },
    );
    this.facts = {
      ...{ name, versions: [VERSION], platform: 'chorus_ensemble', inputs: this.#reader.inputs },
      outputs: [
        { name: 'class', datatype: 'BYTES', shape: [-1] },
        { name: 'probabilities', datatype: 'FP32', shape: [-1, classes.length] },
        { name: 'uncertainty', datatype: 'FP32', shape: [-1] },
      ],
    };
  }

  /**
   * Loads a run's members, and has them predict once with each graph: the first time takes long.
   *
   * @throws as `EnsemblePredictor.open` does
   */
  static async open(run: FinishedRun, options: ServedModelOptions): Promise<ServedModel> {
    const { signal } = options;
    const predictor = await EnsemblePredictor.open(run, { sizes: SIZES, signal });
    const { shape, type } = sampleOf(run);
    for (const samples of SIZES) {
      await predictor.predict(new SAMPLE_ARRAYS[type](samples * sampleSize(shape)));
    }
    return new ServedModel(run, predictor, options);
  }

  /** Resolves with the reason when it cannot predict any more. */
  get failed(): Promise<Error> {
    return this.#predictor.failed;
  }

  /** Samples that wait to be predicted. */
  get waitingSamples(): number {
    return this.#batcher.waitingSamples;
  }

  /**
   * Makes sure that a request is about this model.
   *
   * @throws ChorusError `not-found`
   */
  require(name: string, version: string): void {
    const { name: own, versions } = this.facts;
    const isOwn = name === own && (version === '' || versions.includes(version));
    if (isOwn) return;
    const asked = version === '' ? `'${name}'` : `'${name}' of version '${version}'`;
    throw new ChorusError(
      'not-found',
      `there is no model ${asked}: it is '${own}', version ${VERSION}`,
    );
  }

  /**
   * Predicts the samples of a request.
   *
   * @throws ChorusError `not-found` for another model; `invalid` for what is wrong with it; QueueFull, RequestTooLarge;
   *   `unavailable` when the server ends
   */
  async infer({ model, version, inputs, outputs }: InferRequest): Promise<Tensor[]> {
    this.require(model, version);
    const wanted = this.#wanted(outputs);
    const values = this.#reader.read(inputs);
    const size = sampleSize(this.#predictor.sample.shape);
    const samples = values.length / size;
    if (samples === 0) throw new ChorusError('invalid', 'the request has no samples');
    if (samples > this.#limits.requestSamples) {
      throw new RequestTooLarge('samples', this.#limits.requestSamples);
    }
    const { mostSamples } = this.#predictor;
    const parts: Promise<Part>[] = [];
    for (let start = 0; start < samples; start += mostSamples) {
      const end = Math.min(samples, start + mostSamples);
      parts.push(this.#predict(values.subarray(start * size, end * size), end - start));
    }
    return this.#tensorsOf(await Promise.all(parts), samples).filter(({ name }) =>
      wanted.has(name),
    );
  }

  /** Takes no more. @returns when all that were taken are answered and the processes have been ended */
  async stop(): Promise<void> {
    await this.#batcher.stop();
    this.#predictor.close();
  }

  async #predict(values: SampleValues, samples: number): Promise<Part> {
    const { predictions, first } = await this.#batcher.add(values);
    return { predictions, first, samples };
  }

  #wanted(outputs: readonly string[]): Set<string> {
    const names = this.facts.outputs.map(({ name }) => name);
    const foreign = outputs.find((name) => !names.includes(name));
    if (foreign === undefined) return new Set(outputs.length > 0 ? outputs : names);
    const has = names.map((name) => `'${name}'`).join(', ');
    throw new ChorusError(
      'invalid',
      `there is no output '${foreign}': the model's outputs are ${has}`,
    );
  }

  #tensorsOf(parts: readonly Part[], samples: number): Tensor[] {
    const { classes } = this.#predictor;
    const chosen: string[] = [];
    const probabilities = new Float32Array(samples * classes.length);
    const uncertainty = new Float32Array(samples);
    for (const { predictions, first, samples: own } of parts) {
      const [from, to] = [first, first + own];
      const { length } = chosen;
      probabilities.set(
        predictions.probabilities.subarray(from * classes.length, to * classes.length),
        length * classes.length,
      );
      uncertainty.set(predictions.uncertainties.total.subarray(from, to), length);
      for (const label of predictions.chosen.subarray(from, to)) chosen.push(classes[label]!);
    }
    return [
      { name: 'class', datatype: 'BYTES', shape: [samples], data: chosen },
      {
        name: 'probabilities',
        datatype: 'FP32',
        shape: [samples, classes.length],
        data: probabilities,
      },
      { name: 'uncertainty', datatype: 'FP32', shape: [samples], data: uncertainty },
    ];
  }
}

/** Some of a request's samples, in a batch. */
interface Part {
  readonly predictions: EnsemblePredictions;
  readonly first: number;
  readonly samples: number;
}
