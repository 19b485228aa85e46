#!/usr/bin/env node
import { launch } from '@chorus/command-line/launch';

await launch(import.meta.resolve('../src/main.ts'));
