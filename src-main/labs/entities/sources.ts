import { parseConll } from '../../text/conll'
import type { TextSource, Tools } from '../lab'
import type { NamedFile } from './split'

/** What taggers learn from and are measured on. */
export interface Corpus {
  name: string
  /** SHA-256, what a card cites. */
  hash: string
  licence: string
  texts: TextSource[]
}

const WIKIGOLD = 'texts/wikigold.conll'

/** A data set of CoNLL files by its id, or the one that comes with Cadenza. Throws with a message for a person. */
export async function openCorpus(id: string, tools: Pick<Tools, 'asset' | 'dataset'>): Promise<Corpus> {
  if (id === 'built-in') {
    const bytes = await tools.asset(WIKIGOLD)
    const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
    return {
      name: 'wikigold',
      hash: Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join(''),
      licence: 'wikigold (Balasuriya et al. 2009), CC BY 4.0',
      texts: [asSource('wikigold.conll', bytes)]
    }
  }
  const { name, hash, texts = [] } = await tools.dataset(id)
  if (texts.length === 0) throw new Error(`there is nothing to read: '${name}' holds no texts`)
  return { name, hash, licence: "the user's own texts", texts }
}

/** Reads a file. Throws ConllError, naming file and line, where it is no CoNLL file. */
export async function readFile(source: TextSource): Promise<NamedFile> {
  return { name: source.name, ...parseConll(await source.load(), source.name) }
}

function asSource(name: string, bytes: Uint8Array): TextSource {
  const text = new TextDecoder().decode(bytes)
  return {
    name,
    bytes: bytes.length,
    load: () => Promise.resolve(text),
    async *lines() {
      for (const line of text.split('\n')) yield await Promise.resolve(line)
    }
  }
}
