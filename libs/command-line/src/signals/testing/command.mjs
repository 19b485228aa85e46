// What the launcher starts, as bin/chorus.js does. With `old` first, the launcher takes the Node that
// runs this for one that is too old, unless it has been started by a launcher.
import { launch } from '../../launch/launch.js';

if (process.argv[2] === 'old' && process.env['CHORUS_PARENT_PID'] === undefined) {
  Object.defineProperty(process.versions, 'node', { value: '20.0.0' });
}
await launch(import.meta.resolve('./entry.ts'));
