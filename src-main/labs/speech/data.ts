import { logMel, TRIGGER_FRONT_END, type MelFrontEnd } from '../../audio/mel'
import { normaliseWords } from '../../text/normalise'

/**
 * The recogniser's ears and its alphabet, shared by training and reading. One encoded example: the sound of "GO" of 0.5 s at 16 kHz is 8,000
 * samples → features [48 frames, 64 bands] → labels [9, 17] (G, O); the transcript "it's 3" is normalised to "IT'S THREE".
 */
export const SAMPLE_RATE = 16_000

/** Log-mel frames each 10 ms, as the trigger detectors hear, with more bands. */
export const FRONT_END: Readonly<MelFrontEnd> = { ...TRIGGER_FRONT_END, bands: 64 }

/** Symbol k of the output; 0 is the blank. */
export const SYMBOLS: readonly string[] = ['', ' ', ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', "'"]
export const BLANK = 0

const PLACE = new Map(SYMBOLS.map((symbol, place) => [symbol, place]))

/** A transcript in the recogniser's alphabet: upper case, numbers spelled, accents and punctuation dropped, single spaces. */
export const normaliseTranscript = (text: string): string => normaliseWords(text).join(' ')

/** Labels of a normalised transcript. Throws RangeError where a letter is outside the alphabet. */
export function encodeTranscript(text: string): number[] {
  return Array.from(text, (symbol) => {
    const place = PLACE.get(symbol)
    if (place === undefined) throw new RangeError(`'${symbol}' is not in the recogniser's alphabet`)
    return place
  })
}

/** The text of labels. */
export const decodeLabels = (labels: readonly number[]): string =>
  labels
    .map((label) => SYMBOLS[label]!)
    .join('')
    .replace(/ +/g, ' ')
    .trim()

/** What the network hears of a clip: frame t, band b at t·64 + b. */
export interface Features {
  data: Float32Array
  frames: number
}

/** Spread of log-mel values about their mean over the training data, nearly the same in every band. */
const SPREAD = 3

/**
 * Log-mel less each band's mean over the clip, so that microphone and loudness do not matter (cepstral mean normalisation).
 * @param samples at 16 kHz; shorter than 25 ms gives no frame
 */
export function listenTo(samples: Float32Array): Features {
  const { data, frames, bands } = logMel(samples, FRONT_END)
  for (let band = 0; band < bands; band++) {
    let sum = 0
    for (let frame = 0; frame < frames; frame++) sum += data[frame * bands + band]!
    const mean = sum / Math.max(1, frames)
    for (let at = band; at < data.length; at += bands) data[at] = (data[at]! - mean) / SPREAD
  }
  return { data, frames }
}
