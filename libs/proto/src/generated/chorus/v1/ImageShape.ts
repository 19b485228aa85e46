// Original file: libs/proto/chorus/v1/run_config.proto


export interface ImageShape {
  'height'?: (number);
  'width'?: (number);
  'channels'?: (number);
}

export interface ImageShape__Output {
  'height': (number);
  'width': (number);
  'channels': (number);
}
