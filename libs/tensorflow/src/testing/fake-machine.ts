import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SetUpOptions } from '../context.ts';
import { addonFile } from '../installed-addon.ts';
import { makeWheel } from './make-wheel.ts';

/** How the machine's programs behave. */
export interface FakeBehaviour {
  /** `absent`: not installed. `waits`: until {@link FakeMachine.letDownloadsEnd}. */
  readonly pip?: 'works' | 'fails' | 'waits' | 'absent';
  /** `broken`: makes an addon that cannot be loaded. */
  readonly compiler?: 'works' | 'fails' | 'broken' | 'absent';
  readonly installer?: 'works' | 'fails';
}

/**
 * A folder that stands for a machine: its cache, a PATH with a pip and a compiler that only pretend,
 * a package index with small wheels, and a package tfjs-node-gpu whose addon is a text file.
 */
export class FakeMachine {
  readonly root = mkdtempSync(path.join(tmpdir(), 'chorus-machine-'));
  readonly home = path.join(this.root, 'home');
  readonly cacheFolder = path.join(this.home, 'tensorflow');
  readonly tfjsNodeFolder = path.join(this.root, 'node_modules', 'tfjs-node-gpu');
  readonly log: string[] = [];
  readonly options: SetUpOptions;
  private readonly bin = path.join(this.root, 'bin');
  private readonly index = path.join(this.root, 'index');
  private readonly calls = path.join(this.root, 'calls');

  constructor(behaviour: FakeBehaviour = {}) {
    for (const folder of [this.bin, this.index, this.home]) mkdirSync(folder);
    writeFileSync(this.calls, '');
    this.behave(behaviour);
    this.writeTfjsNode();
    const tensorFlow = makeWheel(this.index, 'tensorflow_cpu-9.9-cp311-cp311-linux.whl', {
      'tensorflow/libtensorflow_cc.so.2': 'cc',
      'tensorflow/libtensorflow_framework.so.2': 'framework',
      'tensorflow/include/tensorflow/c/eager/c_api.h': 'header',
      'tensorflow/python/unwanted.py': 'unwanted',
    });
    const cudnn = makeWheel(this.index, 'nvidia_cudnn-9.9-py3-none-linux.whl', {
      'nvidia/cudnn/lib/libcudnn.so.9': 'cudnn',
    });
    this.options = {
      env: { PATH: this.bin, CHORUS_HOME: this.home },
      log: (line) => this.log.push(line),
      platform: 'linux-x64',
      gpuPresent: false,
      wheels: { cpu: [tensorFlow], cuda: [tensorFlow, cudnn] },
      tfjsNodeFolder: this.tfjsNodeFolder,
    };
  }

  /** Replaces the programs; what is not named works. */
  behave({ pip = 'works', compiler = 'works', installer = 'fails' }: FakeBehaviour): void {
    rmSync(this.bin, { recursive: true });
    mkdirSync(this.bin);
    if (pip !== 'absent') this.writeProgram('python3', PIP[pip]);
    if (compiler !== 'absent') this.writeProgram('g++', COMPILER[compiler]);
    mkdirSync(path.join(this.tfjsNodeFolder, 'scripts'), { recursive: true });
    writeFileSync(path.join(this.tfjsNodeFolder, 'scripts', 'install.js'), INSTALLER[installer]);
  }

  /** Command lines that were run, without the questions for a version. */
  get commands(): string[] {
    return readFileSync(this.calls, 'utf8').split('\n').slice(0, -1);
  }

  /** Names of the projects that were downloaded. */
  get downloads(): string[] {
    return this.commands.flatMap((line) => /download (\w+)==/.exec(line)?.[1] ?? []);
  }

  letDownloadsEnd(): void {
    writeFileSync(path.join(this.index, 'go'), '');
  }

  /** The installed addon's text. */
  get addon(): string | undefined {
    const file = addonFile(this.tfjsNodeFolder);
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private writeProgram(name: string, body: string): void {
    const script = `#!/bin/sh
case "$*" in *--version) exit 0;; esac
echo "${name} $*" >> ${this.calls}
while [ $# -gt 0 ]; do case "$1" in --dest|-o) into=$2;; *==*) project=\${1%==*};; esac; shift; done
index=${this.index}
${body}
`;
    writeFileSync(path.join(this.bin, name), script, { mode: 0o755 });
  }

  private writeTfjsNode(): void {
    const finder = path.join(this.tfjsNodeFolder, 'node_modules', '@mapbox', 'node-pre-gyp');
    mkdirSync(finder, { recursive: true });
    writeFileSync(path.join(finder, 'package.json'), '{}');
    writeFileSync(path.join(finder, 'index.js'), 'exports.find = () => undefined;');
    writeFileSync(path.join(this.tfjsNodeFolder, 'package.json'), '{"main":"index.js"}');
    writeFileSync(path.join(this.tfjsNodeFolder, 'index.js'), TFJS_NODE);
  }
}

const PIP = {
  works: '/bin/cp $index/$project-* $into/',
  fails: 'echo "ERROR: no route to the index" >&2; exit 1',
  waits: 'until [ -e $index/go ]; do /bin/sleep 0.05; done; /bin/cp $index/$project-* $into/',
};

const COMPILER = {
  works: 'echo works > $into',
  fails: 'echo "a.cc:1:2: fatal error: no such header" >&2; exit 1',
  broken: 'echo broken > $into',
};

const INSTALLER = {
  works: `const fs = require('node:fs');
    fs.mkdirSync('lib/napi-v8', { recursive: true });
    fs.writeFileSync('lib/napi-v8/tfjs_binding.node', 'works');`,
  fails: `throw new Error('its site does not answer');`,
};

const TFJS_NODE = `
const addon = require('node:fs').readFileSync(require('@mapbox/node-pre-gyp').find(), 'utf8');
if (addon.trim() !== 'works') throw new Error('undefined symbol');
exports.tensor2d = () => undefined;
exports.matMul = () => ({ dataSync: () => [11] });
exports.backend = () => ({ binding: { TF_Version: '9.9' }, isUsingGpuDevice: false });
`;
