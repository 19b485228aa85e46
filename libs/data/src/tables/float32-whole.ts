/** From this on float32 no longer has every whole number. */
export const FLOAT32_WHOLE = 2 ** 24;
