import { spawnSync } from 'node:child_process'
import { createRandom } from '../../../src-main/contract/random'
import { resample } from '../../../src-main/audio/resample'
import { readWav } from '../../../src-main/audio/wav'
import type { Word } from './corpus'
import { RATE } from './mixing'
import { negativeStream, type Stream } from './streams'

/** English that keeps the beat of a word, its stress and some of its sounds, without being it. */
const PHRASES: Record<Word, readonly string[]> = {
  computer: [
    'commuter', 'consumer', 'can you turn', 'come to her', 'a tutor', 'the pewter',
    'come sooner', 'confuse her', 'the future', 'a suitor', 'compute it', 'conclude her'
  ],
  jarvis: [
    'harvest', 'service', 'Travis', 'garbage', 'marvels', 'carve this',
    'Marvin', 'Mavis', "Charlie's", 'starfish', 'nervous', 'jar lids'
  ],
  alexa: [
    'a lecture', 'electric', "I'll check her", 'reflector', 'a vector', 'collector',
    'a Lexus', 'perplexing', 'the sector', 'a letter', 'a texture', 'objector'
  ],
  view_glass: [
    'few class', 'view glance', 'new glass', 'bluegrass', 'you guess', 'through class',
    'fuel gas', 'two glasses', 'hourglass', 'view grass', 'view class', 'do pass'
  ]
} // prettier-ignore

const VOICES = [
  'en-us',
  'en-us+f2',
  'en-gb',
  'en-gb+f4',
  'en-gb-scotland+m3',
  'en-029+f3',
  'en-us+m7',
  'en-gb-x-rp+f1'
]
const WORDS_A_MINUTE = ['130', '165']

export interface HardPhrases {
  stream: Stream
  count: number
}

/** The phrases by every voice and pace of Debian's espeak-ng, made now; null where espeak-ng is not installed. */
export async function speakHardPhrases(word: Word): Promise<HardPhrases | null> {
  const sounds: Float32Array[] = []
  for (const phrase of PHRASES[word])
    for (const voice of VOICES)
      for (const pace of WORDS_A_MINUTE) {
        const { status, stdout } = spawnSync('espeak-ng', ['-v', voice, '-s', pace, '--stdout', phrase], {
          maxBuffer: 1 << 24
        })
        if (status !== 0) return null
        const spoken = await resample(readWav(new Uint8Array(stdout), { repair: true }), RATE)
        sounds.push(spoken.samples)
      }
  const name = `phrases like ${word}`
  const stream = negativeStream(sounds, { name, random: createRandom(1).fork(name), noise: null })
  return { stream, count: sounds.length }
}
