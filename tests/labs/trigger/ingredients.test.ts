import { describe, expect, test } from 'vitest'
import { COURSE_SAMPLE_RATE } from '../../../src-main/audio/course-spectrogram'
import type { Clip } from '../../../src-main/contract/clip'
import { createRandom } from '../../../src-main/contract/random'
import type { ClipSource } from '../../../src-main/labs/lab'
import { loadIngredients } from '../../../src-main/labs/trigger/ingredients'

const RATE = 16_000

const sourceOf = (name: string, clip: Clip): ClipSource => ({
  name,
  duration: clip.samples.length / clip.sampleRate,
  load: () => Promise.resolve(clip)
})

/** Half a second of a buzz with a voice's harmonics from 1 s on, in 3 s of faint hiss; or the hiss alone. */
function recording({ isSpoken }: { isSpoken: boolean }): Clip {
  const random = createRandom(1)
  const samples = Float32Array.from({ length: 3 * RATE }, (_, n) => {
    const time = n / RATE
    const hiss = 1e-3 * random.normal()
    if (!isSpoken || time < 1 || time >= 1.5) return hiss
    return hiss + [1, 2, 3, 4, 5].reduce((sum, k) => sum + 0.05 * Math.sin(2 * Math.PI * 180 * k * time), 0)
  })
  return { samples, sampleRate: RATE }
}

describe("what the course's clips are made of", () => {
  test('takes and other speech are cut to what is said, so that labels follow the word; backgrounds stay whole', async () => {
    const spoken = recording({ isSpoken: true })
    const hiss = recording({ isSpoken: false })
    const work = loadIngredients(
      {
        name: 'x',
        hash: 'x',
        groups: {
          positives: [sourceOf('take', spoken), sourceOf('nothing', hiss)],
          negatives: [sourceOf('other', spoken), sourceOf('noise', hiss)],
          backgrounds: [sourceOf('room', spoken)]
        }
      },
      0
    )
    const first = await work.next()
    expect(first.value).toEqual({ type: 'note', text: 'left out nothing: no speech found in it' })
    const { value } = await work.next()
    if (!value || 'type' in value) throw new Error('expected ingredients')
    const seconds = (sounds: readonly Float32Array[]) =>
      sounds.map(({ length }) => length / COURSE_SAMPLE_RATE).sort((a, b) => a - b)
    expect(seconds(value.positives)).toHaveLength(1)
    expect(seconds(value.positives)[0]).toBeGreaterThan(0.5)
    expect(seconds(value.positives)[0]).toBeLessThan(0.9)
    expect(seconds(value.negatives)[0]).toBeLessThan(0.9)
    expect(seconds(value.negatives)[1]).toBeCloseTo(3, 3)
    expect(seconds(value.backgrounds)[0]).toBeCloseTo(3, 3)
  })
})
