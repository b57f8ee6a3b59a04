import type { Screen, Size } from './points'

/** A colour as red, green and blue from 0 to 255. */
export type Rgb = readonly [number, number, number]

/** `#rrggbb` */
export function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** How much of each pixel around it a round dot covers. */
interface Stamp {
  reach: number
  cover: Float32Array
}

function createStamp(radius: number): Stamp {
  const reach = Math.ceil(radius + 0.5)
  const width = 2 * reach + 1
  const cover = Float32Array.from({ length: width * width }, (_, at) => {
    const distance = Math.hypot((at % width) - reach, Math.floor(at / width) - reach)
    return Math.min(1, Math.max(0, radius + 0.5 - distance))
  })
  return { reach, cover }
}

const FAR_SHARE = 0.65

/**
 * Paints points as round dots into RGBA pixels, which are filled with paper first. Twenty thousand take a few milliseconds: the canvas's own
 * circles would take a hundred.
 * @param look.colourOf the colour of each point, and how much of it is seen, in [0, 1]
 * @param look.fades whether points further away are paler
 */
export function paintPoints(
  pixels: Uint8ClampedArray,
  { width, height }: Size,
  screen: Screen,
  look: {
    radius: number
    paper: Rgb
    colourOf: (i: number) => Rgb
    strengthOf: (i: number) => number
    fades: boolean
  }
): void {
  const { paper, colourOf, strengthOf, fades } = look
  const whole = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height)
  whole.fill((255 << 24) | (paper[2] << 16) | (paper[1] << 8) | paper[0])
  const { reach, cover } = createStamp(look.radius)
  const [near, far] = fades ? extent(screen.depth) : [0, 0]
  for (let i = 0; i < screen.across.length; i++) {
    const x = Math.round(screen.across[i]!)
    const y = Math.round(screen.down[i]!)
    if (!(x > -reach && x < width + reach && y > -reach && y < height + reach)) continue
    const haze = far > near ? FAR_SHARE * ((screen.depth[i]! - near) / (far - near)) : 0
    const strength = strengthOf(i) * (1 - haze)
    const colour = colourOf(i)
    for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++)
      for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column++) {
        const share = strength * cover[(row - y + reach) * (2 * reach + 1) + column - x + reach]!
        if (share === 0) continue
        const at = 4 * (row * width + column)
        for (let c = 0; c < 3; c++) pixels[at + c] = pixels[at + c]! + share * (colour[c]! - pixels[at + c]!)
      }
  }
}

function extent(values: Float32Array): [number, number] {
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [low, high]
}
