// node --import: makes it look as if TensorFlow's addon were set up and could not be loaded.
import fs from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';

const BROKEN = 'data:text/javascript,throw new Error("libtensorflow_cc.so.2: cannot be opened")';

const { existsSync } = fs;
fs.existsSync = (path) => String(path).endsWith('tfjs_binding.node') || existsSync(path);
syncBuiltinESMExports();
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier === '@tensorflow/tfjs-node-gpu' ? BROKEN : specifier, context),
});
