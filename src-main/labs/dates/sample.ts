import type { Lab, TextSource } from '../lab'

/** A person's own dates, as a text that is in memory. */
function textOf(name: string, content: string): TextSource {
  return {
    name,
    bytes: content.length,
    load: () => Promise.resolve(content),
    async *lines() {
      for (const line of content.split('\n')) yield await Promise.resolve(line)
    }
  }
}

const LINES = Array.from({ length: 60 }, (_, i) => {
  const [year, month, day] = [1990 + (i % 20), 1 + (i % 12), 1 + (i % 28)]
  const two = (value: number) => String(value).padStart(2, '0')
  return `day ${day} of month ${month} in ${year}\t${year}-${two(month)}-${two(day)}`
})

/** Some dates in a way of their own, and params with which a small network begins to learn them in seconds. */
export function sample(): ReturnType<Lab['sample']> {
  return {
    dataset: {
      name: 'sample',
      hash: 'sample',
      groups: {},
      texts: [textOf('dates.tsv', LINES.join('\n'))]
    },
    train: { name: 'sample', seed: 3, epochs: 3, dates: 400, learningRate: 0.01, reading: 8, writing: 16 },
    run: { text: 'day 3 of month 5 in 1979' },
    clip: { samples: new Float32Array(1_600), sampleRate: 16_000 }
  }
}
