import { paint, type Colour } from './picture'
import type { Raster } from './png'

export const LETTER_WIDTH = 3
export const LETTER_HEIGHT = 5

/** What a recogniser writes, in 3 × 5 pixels: a digit from 0 to 7 is a row from above, its three bits are pixels from the left. */
const ROWS: Record<string, string> = {
  A: '25755',
  B: '65656',
  C: '34443',
  D: '65556',
  E: '74647',
  F: '74644',
  G: '34553',
  H: '55755',
  I: '72227',
  J: '11152',
  K: '55655',
  L: '44447',
  M: '57755',
  N: '65555',
  O: '25552',
  P: '65644',
  Q: '25563',
  R: '65655',
  S: '34216',
  T: '72222',
  U: '55557',
  V: '55552',
  W: '55775',
  X: '55255',
  Y: '55222',
  Z: '71247',
  "'": '22000',
  '␣': '00057',
  '·': '00200'
}

/** Draws a letter with its upper left corner at `x`, `y`, each of its pixels `scale` wide; nothing where it is not known. */
export function drawLetter(
  raster: Raster,
  letter: string,
  { x, y, scale, colour }: { x: number; y: number; scale: number; colour: Colour }
): void {
  ;[...(ROWS[letter] ?? '')].forEach((bits, row) => {
    for (let column = 0; column < LETTER_WIDTH; column++) {
      if (!(Number(bits) & (4 >> column))) continue
      for (let i = 0; i < scale * scale; i++)
        paint(raster, {
          x: x + column * scale + (i % scale),
          y: y + row * scale + Math.floor(i / scale),
          colour
        })
    }
  })
}
