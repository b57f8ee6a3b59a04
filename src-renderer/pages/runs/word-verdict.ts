import type { RepeatVerdict } from '../../../src-main/contract/comparison'

/** Whether a run that was made again said the same, in sentences. */
export function wordVerdict(
  { counts, first, weights, data, hasTimeLimit }: RepeatVerdict,
  nameOf: (dataset: string) => string
): { isIdentical: boolean; headline: string; details: string[] } {
  const isIdentical = first === null && weights !== 'different'
  const details: string[] = []
  if (first === null && weights === 'different')
    details.push('All numbers of the metrics are the same, but the weights of the models differ.')
  if (weights === 'identical') details.push('The weights of both models are the same as well, to the bit.')
  if (weights === null) details.push('The weights were not compared: one of the runs has no model any more.')
  for (const { id, state } of data) {
    if (state === 'changed')
      details.push(`The data set “${nameOf(id)}” has changed since the first run: its hash is another.`)
    if (state === 'unknown')
      details.push(
        `Whether the data set “${nameOf(id)}” has changed is unknown: a run did not write down its hash.`
      )
  }
  if (hasTimeLimit && !isIdentical) details.push('A time limit was set: when it strikes, no seed decides.')
  return { isIdentical, headline: headlineOf({ counts, first, isIdentical }), details }
}

function headlineOf({
  counts: [before, now],
  first,
  isIdentical
}: Pick<RepeatVerdict, 'counts' | 'first'> & { isIdentical: boolean }): string {
  if (isIdentical)
    return now === 0 ? 'Neither run has metrics to compare.' : `Identical to the bit: all ${now} numbers.`
  if (!first) return 'Not identical.'
  const { step, metric, values } = first
  const [a, b] = values.map((value) => (value === null ? 'nothing' : String(value)))
  return `Not identical: at step ${step} '${metric}' was ${a}, and is ${b} now (${before} and ${now} numbers in all).`
}
