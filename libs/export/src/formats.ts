/** What a format is, as far as a command line needs to know it. */
interface FormatTraits {
  /** Whether it is a folder; else it is one file. */
  readonly isFolder: boolean;
  /** How the name must end, for those that load it. */
  readonly ending?: string;
  /** Whether TensorFlow writes it: the operations are those that it is asked for. */
  readonly needsTensorFlow: boolean;
  /** A short phrase for help. */
  readonly words: string;
}

/** The formats of exported ensembles, by name. */
export const FORMATS = {
  tfjs: { isFolder: true, needsTensorFlow: true, words: 'a graph model of TensorFlow.js' },
  savedmodel: { isFolder: true, needsTensorFlow: true, words: "TensorFlow's SavedModel" },
  onnx: { isFolder: false, needsTensorFlow: true, words: 'a file of ONNX, opset 19' },
  keras: {
    isFolder: false,
    ending: '.keras',
    needsTensorFlow: false,
    words: 'a model of Keras 3, of layers',
  },
} as const satisfies Record<string, FormatTraits>;

/** One of {@link FORMATS}. */
export type FormatName = keyof typeof FORMATS;

/** All names of formats. */
export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];

/** What is known of a format. */
export function traitsOf(format: FormatName): FormatTraits {
  return FORMATS[format];
}
