// Original file: libs/proto/chorus/v1/run_config.proto


export interface ModelConfig {
  /**
   * Output channels of each convolution block.
   */
  'filters'?: (number)[];
  /**
   * Height and width of each convolution's kernel, in pixels.
   */
  'kernelSize'?: (number);
  /**
   * Units of each hidden dense layer.
   */
  'denseUnits'?: (number)[];
  /**
   * Share of a dense layer's outputs set to zero in training, 0 to below 1.
   */
  'dropout'?: (number | string);
}

export interface ModelConfig__Output {
  /**
   * Output channels of each convolution block.
   */
  'filters': (number)[];
  /**
   * Height and width of each convolution's kernel, in pixels.
   */
  'kernelSize': (number);
  /**
   * Units of each hidden dense layer.
   */
  'denseUnits': (number)[];
  /**
   * Share of a dense layer's outputs set to zero in training, 0 to below 1.
   */
  'dropout': (number);
}
