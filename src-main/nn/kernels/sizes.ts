/** Sizes that assembly/product.ts and assembly/sequence.ts count on when they are given a workspace. */
export const FLOAT = 4
/** Columns of a packed panel, and what a gate's units are rounded up to. */
export const LINE = 16
/** Rows of a K-block. */
export const DEPTH = 256
/** Bytes that each thread needs to pack rows of a left factor. */
export const ROWS_WORK = 128 * DEPTH * FLOAT
/** Columns of a left factor packed at once where a product is summed over rows. */
const COLUMNS = 256

export const wideOf = (units: number) => Math.ceil(units / LINE) * LINE

/** Bytes that each thread needs for a product summed over rows, n columns wide. */
export const transposedWork = (n: number) => DEPTH * FLOAT * (COLUMNS + wideOf(n))
