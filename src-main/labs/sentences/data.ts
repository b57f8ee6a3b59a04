import type { Dataset, TextSource } from '../lab'

/** A sentence with what somebody says that it is. */
export interface Sentence {
  text: string
  /** Its place among the labels. */
  label: number
  /** It is learnt from and never measured on. */
  isExtra: boolean
}

/** Sentences and the names of their labels, in the order in which these first appear. */
export interface Corpus {
  labels: string[]
  sentences: Sentence[]
}

export const MOST_SENTENCES = 200_000
export const MOST_LABELS = 50
/** UTF-16 units of a sentence that is learnt from. */
export const LONGEST_SENTENCE = 2_000
export const LONGEST_LABEL = 60

/** The sentences that come with Cadenza: five classes, each named by an emoji. */
export const EMOJIFY = 'texts/emojify.tsv'

/**
 * The sentences of a data set: lines `label<TAB>text` of files that end in `.tsv` or begin with such a line, `label,text` of `.csv` (in
 * quotation marks where there are commas inside), and else one sentence a line in files named like their label. A line `label<TAB>text` at
 * the beginning is passed over, and so are empty lines. What lies in a file or folder called `extra` is learnt from and never measured on.
 * @throws Error that names the file, the line and the bound where a line is something else, or there is nothing to tell apart
 */
export async function readCorpus(dataset: Dataset): Promise<Corpus> {
  const texts = dataset.texts ?? []
  if (texts.length === 0) throw new Error(`'${dataset.name}' holds no texts`)
  const builder = new CorpusBuilder()
  for (const source of texts) await readSource(source, builder)
  return builder.finish(dataset.name)
}

/** Reads `label<TAB>text` out of bytes in UTF-8, such as EMOJIFY. Throws as readCorpus does. */
export function parseLabelled(bytes: Uint8Array, name: string): Corpus {
  const builder = new CorpusBuilder()
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\n/)
  lines.forEach((line, i) => addLine(builder, { line, number: i + 1, name, separator: '\t', isExtra: false }))
  return builder.finish(name)
}

interface Labelled {
  label: string
  text: string
  /** The file and line, for messages. */
  where: string
  isExtra: boolean
}

class CorpusBuilder {
  readonly sentences: Sentence[] = []
  private readonly places = new Map<string, number>()

  add({ label, text, where, isExtra }: Labelled): void {
    const sentence = text.trim()
    const name = label.trim().normalize('NFC')
    if (sentence === '') throw new Error(`${where}: a sentence is missing`)
    if (name === '') throw new Error(`${where}: a label is missing`)
    if (name.length > LONGEST_LABEL)
      throw new Error(`${where}: a label may have ${LONGEST_LABEL} characters, not ${name.length}`)
    if (sentence.length > LONGEST_SENTENCE)
      throw new Error(`${where}: a sentence may have ${LONGEST_SENTENCE} characters, not ${sentence.length}`)
    if (this.sentences.length === MOST_SENTENCES)
      throw new Error(`${where}: no more than ${MOST_SENTENCES} sentences can be learnt from`)
    let place = this.places.get(name)
    if (place === undefined) {
      place = this.places.size
      if (place === MOST_LABELS)
        throw new Error(`${where}: no more than ${MOST_LABELS} labels can be told apart`)
      this.places.set(name, place)
    }
    this.sentences.push({ text: sentence, label: place, isExtra })
  }

  finish(name: string): Corpus {
    const labels = [...this.places.keys()]
    if (labels.length < 2)
      throw new Error(
        `'${name}' has ${labels.length === 0 ? 'no sentences' : `only sentences of '${labels[0]}'`}: telling apart needs two labels, in lines of a label, a tab and a sentence, or in a file each`
      )
    return { labels, sentences: this.sentences }
  }
}

/** Reads a file whose first line tells how it is written. */
async function readSource(source: TextSource, builder: CorpusBuilder): Promise<void> {
  const { name } = source
  const label = name.replace(/^.*\//, '').replace(/\.[^.]*$/, '')
  const isExtra = /(^|\/)extra(\/|\.|$)/i.test(name)
  let separator: string | null | undefined
  let number = 0
  for await (const line of source.lines()) {
    number++
    if (line.trim() === '') continue
    separator ??= /\.csv$/i.test(name) ? ',' : /\.tsv$/i.test(name) || line.includes('\t') ? '\t' : null
    if (separator === null) builder.add({ label, text: line, where: `${name} line ${number}`, isExtra })
    else addLine(builder, { line, number, name, separator, isExtra })
  }
}

interface Line {
  line: string
  /** From 1. */
  number: number
  name: string
  separator: string
  isExtra: boolean
}

function addLine(builder: CorpusBuilder, { line, number, name, separator, isExtra }: Line): void {
  if (line.trim() === '') return
  const where = `${name} line ${number}`
  const [label, ...rest] = line.split(separator)
  if (rest.length === 0)
    throw new Error(
      `${where} has no ${separator === ',' ? 'comma' : 'tab'} between its label and its sentence`
    )
  const text = separator === ',' ? unquoted(rest.join(',')) : rest[0]!
  if (number === 1 && label === 'label' && text.trim() === 'text') return
  builder.add({ label: separator === ',' ? unquoted(label!) : label!, text, where, isExtra })
}

/** A field of comma-separated values (RFC 4180) without its quotation marks. */
function unquoted(field: string): string {
  const inner = /^\s*"(.*)"\s*$/s.exec(field)?.[1]
  return inner === undefined ? field : inner.replaceAll('""', '"')
}
