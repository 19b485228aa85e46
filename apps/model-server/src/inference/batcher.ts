/**
 * Puts the samples of requests that come at about the same time together, since many are predicted in little more time
 * than one.
 *
 * B1: a request that comes alone is predicted at once.
 * B2: while a batch is predicted what comes is gathered, and leaves as the next one, at most `mostSamples` of it. Where
 *     several were answered together it waits until as many have come, since they ask again: `gatherMs` at most.
 * B3: requests are answered in the order in which they came, and none is divided between batches unless it is larger
 *     than one.
 * B4: at most `waitingSamples` wait.
 */
import { SAMPLE_ARRAYS, type SampleType, type SampleValues } from '@chorus/data';
import type { EnsemblePredictions } from '@chorus/prediction';
import { QueueFull, stopping } from './limits.ts';

/** What is done with a batch. @param values [samples, ...shape] */
export type PredictBatch = (values: SampleValues, samples: number) => Promise<EnsemblePredictions>;

export interface BatcherOptions {
  readonly type: SampleType;
  /** Values of a sample. */
  readonly sampleSize: number;
  readonly mostSamples: number;
  readonly waitingSamples: number;
  /** Milliseconds that a batch waits for those who were answered together (B2). */
  readonly gatherMs: number;
  /** Called with the samples of each batch. */
  readonly onBatch?: (samples: number) => void;
}

interface WaitingRequest {
  readonly values: SampleValues;
  readonly samples: number;
  readonly answer: PromiseWithResolvers<Answered>;
}

/** The predictions of a batch, and where a request's own begin among them. */
export interface Answered {
  readonly predictions: EnsemblePredictions;
  /** The first sample of the request's. */
  readonly first: number;
}

export class Batcher {
  readonly #predict: PredictBatch;
  readonly #options: BatcherOptions;
  readonly #waiting: WaitingRequest[] = [];
  #waitingSamples = 0;
  #isBusy = false;
  #isStopping = false;
  /** Told of each request that comes while a batch is gathered. */
  #onRequest: (() => void) | undefined;
  #idle = Promise.withResolvers<void>();

  constructor(predict: PredictBatch, options: BatcherOptions) {
    this.#predict = predict;
    this.#options = options;
    this.#idle.resolve();
  }

  /** Samples that wait. */
  get waitingSamples(): number {
    return this.#waitingSamples;
  }

  /**
   * Predicts some samples together with those of others.
   *
   * @param values [samples, ...shape], at most `mostSamples`
   * @throws QueueFull (B4); ChorusError `unavailable` when the server ends; what predicting throws
   */
  add(values: SampleValues): Promise<Answered> {
    const { sampleSize, waitingSamples } = this.#options;
    const samples = values.length / sampleSize;
    if (this.#isStopping) return Promise.reject(stopping());
    if (this.#waitingSamples + samples > waitingSamples) return Promise.reject(new QueueFull());
    const answer = Promise.withResolvers<Answered>();
    this.#waiting.push({ values, samples, answer });
    this.#waitingSamples += samples;
    this.#onRequest?.();
    if (!this.#isBusy) void this.#work();
    return answer.promise;
  }

  /** Takes no more. @returns when all that were taken are answered */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#onRequest?.();
    await this.#idle.promise;
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    this.#idle = Promise.withResolvers();
    while (this.#waiting.length > 0) {
      const requests = this.#take();
      await this.#answer(requests);
      if (requests.length > 1) await this.#gather(requests.length); // B2
    }
    this.#isBusy = false;
    this.#idle.resolve();
  }

  /** @returns when so many requests wait, or enough for a batch, or the time is over */
  async #gather(requests: number): Promise<void> {
    const { gatherMs, mostSamples } = this.#options;
    const gathered = Promise.withResolvers<void>();
    const timer = setTimeout(() => gathered.resolve(), gatherMs);
    this.#onRequest = () => {
      const isEnough = this.#waiting.length >= requests || this.#waitingSamples >= mostSamples;
      if (isEnough || this.#isStopping) gathered.resolve();
    };
    this.#onRequest();
    await gathered.promise;
    clearTimeout(timer);
    this.#onRequest = undefined;
  }

  /** The requests of the next batch: one or more. */
  #take(): WaitingRequest[] {
    let [count, samples] = [0, 0];
    for (const request of this.#waiting) {
      if (count > 0 && samples + request.samples > this.#options.mostSamples) break;
      samples += request.samples;
      count += 1;
    }
    this.#waitingSamples -= samples;
    return this.#waiting.splice(0, count);
  }

  async #answer(requests: readonly WaitingRequest[]): Promise<void> {
    const samples = requests.reduce((sum, request) => sum + request.samples, 0);
    this.#options.onBatch?.(samples);
    try {
      const predictions = await this.#predict(this.#valuesOf(requests, samples), samples);
      let first = 0;
      for (const request of requests) {
        request.answer.resolve({ predictions, first });
        first += request.samples;
      }
    } catch (error) {
      for (const { answer } of requests) answer.reject(error);
    }
  }

  #valuesOf(requests: readonly WaitingRequest[], samples: number): SampleValues {
    if (requests.length === 1) return requests[0]!.values;
    const { type, sampleSize } = this.#options;
    const values = new SAMPLE_ARRAYS[type](samples * sampleSize);
    let filled = 0;
    for (const request of requests) {
      values.set(request.values, filled);
      filled += request.values.length;
    }
    return values;
  }
}
