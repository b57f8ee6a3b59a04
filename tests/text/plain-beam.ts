import type { BeamOptions, Hypothesis } from '../../src-main/text/ctc-beam'

interface Entry {
  labels: number[]
  /** Probabilities, not logarithms. */
  inBlank: number
  inLabel: number
}

/** Prefix beam search as Hannun et al. (2014) write it down: prefixes as keys of a map, everything summed anew at each step. */
export function searchPlainly(rows: readonly number[][], options: BeamOptions): Hypothesis[] {
  const { blank = 0, width = 25, languageWeight = 1, lengthBonus = 0, tryAbove = -Infinity } = options
  const { language: model } = options
  /** Everything that the model says of the labels, from the start each time; and of the end where the text is over. */
  const read = (labels: readonly number[], isOver: boolean): number => {
    if (!model) return 0
    let [state, sum] = [model.start, 0]
    for (const label of labels) {
      sum += model.score(state, label)
      state = model.next(state, label)
    }
    return isOver ? sum + model.ending(state) : sum
  }
  const judge = ({ labels, inBlank, inLabel }: Entry, isOver = false): Hypothesis => {
    const language = read(labels, isOver)
    const acoustic = Math.log(inBlank + inLabel)
    return {
      labels,
      acoustic,
      language,
      score: acoustic + languageWeight * language + lengthBonus * labels.length
    }
  }
  let beam: Entry[] = [{ labels: [], inBlank: 1, inLabel: 0 }]
  for (const row of rows) {
    const found = new Map<string, Entry>()
    const at = (labels: number[]): Entry => {
      const key = labels.join()
      const entry = found.get(key) ?? { labels, inBlank: 0, inLabel: 0 }
      found.set(key, entry)
      return entry
    }
    for (const { labels, inBlank, inLabel } of beam) {
      const last = labels.at(-1)
      at(labels).inBlank += (inBlank + inLabel) * Math.exp(row[blank]!)
      if (last !== undefined) at(labels).inLabel += inLabel * Math.exp(row[last]!)
      row.forEach((value, next) => {
        if (next === blank || value < tryAbove) return
        at([...labels, next]).inLabel += (next === last ? inBlank : inBlank + inLabel) * Math.exp(value)
      })
    }
    beam = [...found.values()]
      .filter(({ inBlank, inLabel }) => inBlank + inLabel > 0)
      .sort((a, b) => judge(b).score - judge(a).score)
      .slice(0, width)
  }
  return beam
    .map((entry) => judge(entry, true))
    .filter(({ language }) => language > -Infinity)
    .sort((a, b) => b.score - a.score)
}
