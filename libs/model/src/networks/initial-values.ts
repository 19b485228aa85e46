import type { OwnInitializerPlace } from '@chorus/network';
import * as tf from '@tensorflow/tfjs';
import type { WeightRequest } from './build-model.ts';
import { dirac } from './initializers/dirac.ts';
import { propertyOf, seededInitializer } from './initializers/seeded-initializer.ts';
import { whitening, WHITENING_EPSILON, WHITENING_SAMPLES } from './initializers/whitening.ts';
import type { PreparedSamples } from './network.ts';

/** How many training samples the initial values are computed from, at most. */
export function initialSamplesOf(places: readonly OwnInitializerPlace[]): number {
  const some = places.some(({ initializer }) => initializer.class_name === 'Whitening');
  return some ? WHITENING_SAMPLES : 0;
}

/**
 * A weight's value before training.
 *
 * @param places where initializers stand that tfjs does not have
 * @param seed the member's
 */
export function initialValue(
  request: WeightRequest,
  places: readonly OwnInitializerPlace[],
  seed: number,
  samples: PreparedSamples | undefined,
): tf.Tensor {
  const { shape, layer } = request;
  const own = ownInitializer(request, places);
  if (own?.class_name === 'Whitening' && !samples) return tf.zeros([...shape]);
  return tf.tidy(() => {
    const value = seededInitializer(request, seed).apply([...shape]);
    if (own?.class_name !== 'Whitening') return own ? dirac(value) : value;
    const { epsilon = WHITENING_EPSILON } = own.config as { epsilon?: number };
    return whitening(layer.name, value, samples!, epsilon);
  });
}

function ownInitializer(request: WeightRequest, places: readonly OwnInitializerPlace[]) {
  const property = propertyOf(request);
  const place = places.find(
    ({ layer, field }) => layer === request.layer.name && inCamelCase(field) === property,
  );
  return place?.initializer;
}

function inCamelCase(field: string): string {
  return field.replace(/_(\w)/g, (_, first: string) => first.toUpperCase());
}

/** Has the layers' configurations name the initializers with which the weights began, seeds included. */
export function noteInitializers(requests: readonly WeightRequest[], seed: number): void {
  for (const request of requests) {
    const property = propertyOf(request);
    if (property === undefined) continue;
    Object.assign(request.layer, { [property]: seededInitializer(request, seed) });
  }
}
