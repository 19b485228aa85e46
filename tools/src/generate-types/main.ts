import { rmSync } from 'node:fs';
import { GENERATED_FOLDER, generateTypes } from './generate-types.ts';

// Types of messages that are gone must not stay behind.
rmSync(GENERATED_FOLDER, { recursive: true, force: true });
generateTypes(GENERATED_FOLDER);
