import type { CurrentPass } from '../pass.ts';
import type { LayerCall, TfjsLayer } from '../tfjs-layers.ts';

/**
 * What a layer computes in place of what tfjs has: where that draws random numbers itself, changes weights, has no
 * gradient, is slow, or gives other bits than before.
 *
 * @param key the layer's name, which no other layer of the network has
 */
export type CallOf = (layer: TfjsLayer, key: string, passes: CurrentPass) => LayerCall;
