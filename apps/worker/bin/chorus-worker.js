#!/usr/bin/env node
import { launch } from '@chorus/tools/launch';

await launch(import.meta.resolve('../src/cli/main.ts'));
