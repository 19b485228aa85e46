import * as tf from '@tensorflow/tfjs';
import type { Model } from '../networks/model.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { MemberSpan } from '../optimizers/schedule.ts';
import type { BestWeights, CheckpointTensor } from './checkpoint.ts';
import { OptimizerState } from './optimizer-state.ts';
import { type AveragingSettings, WeightAverage } from './weight-average.ts';

/** A network with values for its weights. */
export type ValuedNetwork = Pick<Model, 'network' | 'seed' | 'weights'>;

/** Tensors by name that training changes. */
type Variables = Readonly<Record<string, tf.Variable>>;

/** All that training changes of a member: what a checkpoint holds. */
export class MemberState {
  readonly model: Model;
  readonly optimizer: OptimizerState;
  readonly average: WeightAverage | undefined;
  /** The weights of the epoch with the lowest validation loss so far; undefined: nobody has asked for them. */
  best: BestWeights | undefined;

  /** @param model with the member's initial weights, or any that a checkpoint's replace */
  constructor(
    model: Model,
    optimizer: Optimizer,
    averaging: AveragingSettings | undefined,
    span: MemberSpan,
  ) {
    this.model = model;
    const moved = model.network.weights.filter(({ trainable }) => trainable);
    this.optimizer = new OptimizerState(optimizer, moved);
    this.average = averaging && new WeightAverage(this.model, averaging, span);
  }

  /** What would predict if training ended now; it has its weights from the member, which disposes of them. */
  get predicting(): ValuedNetwork {
    const { network, seed, weights } = this.model;
    return { network, seed, weights: this.average?.weights ?? weights };
  }

  /**
   * Keeps the weights of an epoch that is better than all before it.
   *
   * @param epoch its number, from 1 through all epochs
   * @param loss its validation loss
   */
  judge(epoch: number, loss: number): void {
    if (this.best && !(loss < this.best.loss)) return;
    this.best = { epoch, loss, weights: readTensors(this.predicting.weights) };
  }

  /** The model with the weights that are to be saved. Training cannot go on with it. */
  finish(): Model {
    tf.tidy(() => {
      if (this.best) writeTensors(this.model.weights, this.best.weights);
      else {
        for (const [name, average] of Object.entries(this.average?.weights ?? {})) {
          this.model.weights[name]!.assign(average);
        }
      }
    });
    return this.model;
  }

  /** Frees all but the model. */
  disposeRest(): void {
    this.optimizer.dispose();
    this.average?.dispose();
  }
}

/** The values of variables. */
export function readTensors(variables: Variables): CheckpointTensor[] {
  return Object.entries(variables).map(([name, variable]) => ({
    name,
    shape: variable.shape,
    values: variable.dataSync<'float32'>(),
  }));
}

/** Gives variables these values. */
export function writeTensors(variables: Variables, tensors: readonly CheckpointTensor[]): void {
  for (const { name, shape, values } of tensors) {
    variables[name]!.assign(tf.tensor(values, [...shape]));
  }
}
