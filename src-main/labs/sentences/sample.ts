import type { Lab, TextSource } from '../lab'

const WEATHER = ['rain', 'snow', 'storm', 'thunder', 'wind', 'fog', 'clouds', 'sunshine']
const MEALS = ['bread', 'soup', 'cheese', 'rice', 'cake', 'salad', 'chicken', 'butter']

const textOf = (name: string, lines: readonly string[]): TextSource => ({
  name,
  bytes: lines.join('\n').length,
  load: () => Promise.resolve(lines.join('\n')),
  async *lines() {
    for (const line of lines) yield await Promise.resolve(line)
  }
})

/** Sentences of two labels, a file each, and params with which a network begins to tell them apart in seconds. */
export function sample(): ReturnType<Lab['sample']> {
  const sentences = (words: readonly string[], after: string) =>
    words.flatMap((word, i) => [`${word} ${after}`, `${word}, ${words[(i + 3) % words.length]}`])
  const texts = [
    textOf('weather.txt', sentences(WEATHER, 'outside')),
    textOf('meal.txt', sentences(MEALS, 'eaten'))
  ]
  return {
    dataset: { name: 'sample', hash: 'sample', groups: {}, texts },
    train: { name: 'sampler', from: 'nothing', seed: 3, epochs: 12, units: 6, dropout: 0.1, hold: 0.2 },
    run: { text: 'rain and wind, no cake' },
    clip: { samples: new Float32Array(1_600), sampleRate: 16_000 }
  }
}
