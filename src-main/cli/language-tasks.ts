import type { Command } from './command'
import { dataIn, defineTask, filesOf, textIn, wordsOf } from './language-task'
import { readTexts } from './text-files'
import { UsageError } from './usage-error'

const OWN = 'without a file, on what the lab itself holds out'

const datesEvaluate = defineTask({
  words: ['dates', 'evaluate'],
  summary: 'how many dates are read exactly',
  lab: 'dates',
  action: 'evaluate',
  operands: filesOf('FILE', `lines of a date as people write it, a tab, and the ISO date; ${OWN}`),
  dataOf: dataIn('FILE')
})

const dates = defineTask({
  words: ['dates'],
  summary: 'read a date that is written in words as YYYY-MM-DD',
  lab: 'dates',
  action: 'run',
  operands: wordsOf('a date, such as 3 May 1979'),
  paramsOf: textIn,
  answer: ['date']
})

const translateEvaluate = defineTask({
  words: ['translate', 'evaluate'],
  summary: 'BLEU of the translations, and whether the search or the model is to blame for the bad ones',
  lab: 'translation',
  action: 'evaluate',
  operands: filesOf(
    'FILE',
    `lines of an English sentence and one or more French ones, tabs between them; ${OWN}`
  ),
  dataOf: dataIn('FILE')
})

const translateAlpha = defineTask({
  words: ['translate', 'alpha'],
  summary: 'choose the length normalisation on pairs that measure nothing else',
  lab: 'translation',
  action: 'alpha',
  operands: {
    file: {
      kind: 'paths',
      operand: true,
      required: true,
      shown: 'FILE',
      help: 'lines of an English sentence and one or more French ones, tabs between them; of the file that the translator learnt from only what its training watched is tried'
    }
  },
  dataOf: dataIn('FILE')
})

const translate = defineTask({
  words: ['translate'],
  summary: 'translate an English sentence into French',
  lab: 'translation',
  action: 'run',
  operands: wordsOf('an English sentence'),
  paramsOf: textIn,
  answer: ['translation']
})

const charactersSample = defineTask({
  words: ['characters', 'sample'],
  summary: 'invent names or a passage, character by character',
  lab: 'characters',
  action: 'run',
  operands: {},
  answer: ['text', 'names']
})

const charactersEvaluate = defineTask({
  words: ['characters', 'evaluate'],
  summary: 'bits per character on text that was not learnt',
  lab: 'characters',
  action: 'evaluate',
  operands: filesOf('FILE', `a text of your own; ${OWN}`),
  dataOf: dataIn('FILE')
})

const analogyEvaluate = defineTask({
  words: ['analogy', 'evaluate'],
  summary: 'how many analogies of a list the word vectors complete',
  lab: 'vectors',
  action: 'analogies',
  operands: filesOf('FILE', 'lines of four words, as questions-words.txt of word2vec has them'),
  dataOf: dataIn('FILE')
})

const analogy = defineTask({
  words: ['analogy'],
  summary: 'A is to B as C is to …',
  lab: 'vectors',
  action: 'analogy',
  covers: ['a', 'b', 'c'],
  operands: {
    words: {
      kind: 'paths',
      operand: true,
      required: true,
      shown: 'A B C',
      help: 'three words, such as man king woman'
    }
  },
  paramsOf({ words: [a, b, c, ...more] }) {
    if (c === undefined || more.length > 0) throw new UsageError("'A B C' are three words")
    return Promise.resolve({ a, b, c })
  },
  answer: ['answer']
})

const entitiesEvaluate = defineTask({
  words: ['entities', 'evaluate'],
  summary: 'precision, recall and F1 of whole names',
  lab: 'entities',
  action: 'evaluate',
  operands: filesOf('FILE', `CoNLL: a word and its tag a line, an empty line after each sentence; ${OWN}`),
  dataOf: dataIn('FILE')
})

const entities = defineTask({
  words: ['entities'],
  summary: 'find the names in a text',
  lab: 'entities',
  action: 'run',
  operands: wordsOf('the text'),
  paramsOf: textIn,
  answer: ['marked']
})

const sentimentEvaluate = defineTask({
  words: ['sentiment', 'evaluate'],
  summary: 'how many sentences are told as praise or blame',
  lab: 'sentences',
  action: 'evaluate',
  operands: {
    positive: { kind: 'path', required: true, shown: 'FILE', help: 'sentences of praise, one a line' },
    negative: { kind: 'path', required: true, shown: 'FILE', help: 'sentences of blame, one a line' }
  },
  async dataOf({ positive, negative }) {
    const sides = { positive, negative }
    const read = await Promise.all(
      Object.entries(sides).map(async ([label, path]) => {
        const { hash, texts = [] } = await readTexts(`--${label}`, [path])
        return { hash, texts: texts.map((text) => ({ ...text, name: `${label}.txt` })) }
      })
    )
    return {
      name: 'command line',
      hash: read.map(({ hash }) => hash).join(),
      groups: {},
      texts: read.flatMap(({ texts }) => texts)
    }
  }
})

const sentiment = defineTask({
  words: ['sentiment'],
  summary: 'whether a sentence praises or blames',
  lab: 'sentences',
  action: 'run',
  operands: wordsOf('the sentence'),
  paramsOf: textIn,
  answer: ['label']
})

/** What the labs of language do, each under its own name. A name of two words stands before the one that it begins with. */
export const languageTasks: readonly Command[] = [
  datesEvaluate,
  dates,
  translateEvaluate,
  translateAlpha,
  translate,
  charactersSample,
  charactersEvaluate,
  analogyEvaluate,
  analogy,
  entitiesEvaluate,
  entities,
  sentimentEvaluate,
  sentiment
]
