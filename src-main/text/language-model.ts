/**
 * What may be said next, label by label. A state stands for the labels so far and is made once for each prefix of a beam, so that no model
 * reads a prefix again; no call changes one. Symbols are numbered as the recogniser numbers them.
 *
 *     ln p(text) = Σ score(state, label) + ending(last state), where state = next(state, label) from label to label
 *
 * The models in this folder: word-ngrams.ts and character-ngrams.ts.
 */
export interface LanguageModel<State = unknown> {
  /** Before the first label. */
  readonly start: State
  /** ln p(label | state), the same each time; −Infinity forbids. */
  score(state: State, label: number): number
  /** The state after a label that is not forbidden. */
  next(state: State, label: number): State
  /** ln p(the text ends here | state); −Infinity where it may not. */
  ending(state: State): number
}

/** ln p of a whole text, its end included; −Infinity for one that the model forbids. */
export function logProbabilityOf(model: LanguageModel, labels: ArrayLike<number>): number {
  let [sum, state] = [0, model.start]
  for (let i = 0; i < labels.length; i++) {
    const score = model.score(state, labels[i]!)
    if (score === -Infinity) return score
    sum += score
    state = model.next(state, labels[i]!)
  }
  return sum + model.ending(state)
}
