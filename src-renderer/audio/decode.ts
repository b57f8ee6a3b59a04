import type { Clip } from '../../src-main/contract/clip'
import { audioContext } from './audio-context'

/** The mean of all channels, [samples]. */
export function mixDown(channels: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const mono = new Float32Array(channels[0]?.length ?? 0)
  for (const channel of channels) {
    for (let i = 0; i < mono.length; i++) mono[i]! += (channel[i] ?? 0) / channels.length
  }
  return mono
}

/** Decodes what only Chromium can (AAC, Opus in WebM). Throws Error with a sentence where it cannot either. */
export async function decodeSound(bytes: Uint8Array): Promise<Clip & { samples: Float32Array<ArrayBuffer> }> {
  const copy = bytes.slice().buffer // decodeAudioData detaches what it is given
  const decoded = await audioContext()
    .decodeAudioData(copy)
    .catch(() => {
      throw new Error('no sound that Cadenza can decode was found in it')
    })
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, i) => decoded.getChannelData(i))
  return { samples: mixDown(channels), sampleRate: decoded.sampleRate }
}
