// Runs in a process of its own, because an addon that does not fit may end it.
// Arguments: tfjs-node-gpu's folder, the addon's path. Prints an AddonFacts as JSON.
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';

const [tfjsNodeFolder = '', addonPath = ''] = process.argv.slice(2);
const require = createRequire(path.join(tfjsNodeFolder, 'package.json'));

// tfjs-node-gpu still calls what Node 23 removed.
Object.assign(util, {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
});
// It loads the addon from where node-pre-gyp says that it is installed.
const finder = '@mapbox/node-pre-gyp';
require(finder);
require.cache[require.resolve(finder)]!.exports = { find: () => addonPath };

const tf = require(tfjsNodeFolder);
const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0];
if (product !== 11) throw new Error(`1 × 3 + 2 × 4 gave ${product}`);
const { binding, isUsingGpuDevice } = tf.backend();
process.stdout.write(
  JSON.stringify({ tensorFlowVersion: binding.TF_Version, usesGpu: isUsingGpuDevice }),
);
