// node --import: makes it look as if TensorFlow's addon had never been set up.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { existsSync } = fs;
fs.existsSync = (path) => !String(path).endsWith('tfjs_binding.node') && existsSync(path);
syncBuiltinESMExports();
