/** Names of major keys, by the number of sharps from −7 on. A minor key is named by the one three places on. */
const NAMES = 'Cb Gb Db Ab Eb Bb F C G D A E B F# C# G# D# A#'.split(' ')
const FEWEST = -7
const MOST = 7
const TO_MINOR = 3

export interface KeySignature {
  /** −7 to 7: flats are negative. */
  sharps: number
  isMinor: boolean
}

/** 'Bb' or 'F#m' for a signature. */
export function keyName({ sharps, isMinor }: KeySignature): string {
  const name = NAMES[sharps - FEWEST + (isMinor ? TO_MINOR : 0)]!
  return isMinor ? `${name}m` : name
}

/** The signature of 'Bb' or 'F#m'; null for what is no key, or needs more than seven accidentals. */
export function signatureOf(key: string): KeySignature | null {
  const isMinor = key.endsWith('m')
  const place = NAMES.indexOf(isMinor ? key.slice(0, -1) : key)
  const sharps = place + FEWEST - (isMinor ? TO_MINOR : 0)
  return place < 0 || sharps < FEWEST || sharps > MOST ? null : { sharps, isMinor }
}
