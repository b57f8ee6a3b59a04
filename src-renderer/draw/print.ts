/** How a picture is to be printed. */
export interface PrintSize {
  /** Width on paper, in millimetres. */
  width: number
  /** Dots an inch, of a picture of pixels. */
  dpi: number
}

export const NARROWEST = 30 // mm
export const WIDEST = 1_000 // mm
/** Pixels of a side that canvases and viewers take. */
export const MOST_PIXELS = 16_384

const MM_PER_INCH = 25.4
/** Units of a drawing are CSS pixels: 96 an inch. */
const UNITS_PER_INCH = 96
const POINTS_PER_INCH = 72

/** Units of a drawing that is so wide on paper that nothing is scaled. */
export const unitsOf = (millimetres: number): number => (millimetres / MM_PER_INCH) * UNITS_PER_INCH

/** Pixels of a picture with the proportions of a drawing. Throws RangeError where a side would have too many. */
export function pixelsOf(
  drawing: { width: number; height: number },
  { width, dpi }: PrintSize
): { width: number; height: number } {
  const across = Math.round((width / MM_PER_INCH) * dpi)
  const down = Math.max(1, Math.round((across * drawing.height) / drawing.width))
  if (Math.max(across, down) > MOST_PIXELS)
    throw new RangeError(
      `the picture would have ${across} × ${down} pixels, and a side may have ${MOST_PIXELS}: make it narrower, or of fewer dots an inch`
    )
  return { width: across, height: down }
}

/** The size of text of 11 units on paper, in points. */
export const textPoints = (drawing: { width: number }, width: number): number =>
  (11 / drawing.width) * (width / MM_PER_INCH) * POINTS_PER_INCH

/** What the root of a drawing says of its size, in units. Throws TypeError where it is no drawing of ours. */
export function sizeOf(svg: string): { width: number; height: number } {
  const found = /^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"/.exec(svg)
  if (!found) throw new TypeError('a drawing begins with <svg and its width and height')
  return { width: Number(found[1]), height: Number(found[2]) }
}

/**
 * A drawing at another size, its view box kept, with fonts of its own.
 * @param size as an attribute says it, such as `90mm` or `1063`
 * @param fonts CSS of font faces, with their files as data URLs
 */
export function resized(svg: string, size: { width: string; height: string }, fonts: string): string {
  const head = svg.slice(0, svg.indexOf('>') + 1)
  const sized = head
    .replace(/ width="[^"]*"/, ` width="${size.width}"`)
    .replace(/ height="[^"]*"/, ` height="${size.height}"`)
  return `${sized}\n<style>${fonts}</style>${svg.slice(head.length)}`
}

/** A drawing as wide on paper as is wanted. */
export function onPaper(svg: string, width: number, fonts: string): string {
  const drawing = sizeOf(svg)
  const height = (width * drawing.height) / drawing.width
  return resized(svg, { width: `${width}mm`, height: `${Number(height.toFixed(3))}mm` }, fonts)
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

const crcOf = (bytes: Uint8Array): number =>
  (bytes.reduce((crc, byte) => CRC[(crc ^ byte) & 255]! ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0

const SIGNATURE = 8
/** Length, type, 13 bytes of data, checksum. */
const IHDR = 25

/** A PNG that also says how large it is on paper (chunk pHYs, PNG specification 11.3.5.3), in place of none. */
export function withDensity(png: Uint8Array, dpi: number): Uint8Array<ArrayBuffer> {
  const perMetre = Math.round((dpi / MM_PER_INCH) * 1_000)
  const chunk = new Uint8Array(21)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, 9)
  chunk.set([0x70, 0x48, 0x59, 0x73], 4) // pHYs
  view.setUint32(8, perMetre)
  view.setUint32(12, perMetre)
  chunk[16] = 1 // metres
  view.setUint32(17, crcOf(chunk.subarray(4, 17)))
  const at = SIGNATURE + IHDR
  const result = new Uint8Array(png.length + chunk.length)
  result.set(png.subarray(0, at))
  result.set(chunk, at)
  result.set(png.subarray(at), at + chunk.length)
  return result
}
