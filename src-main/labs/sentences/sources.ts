import type { Tools } from '../lab'
import { EMOJIFY, parseLabelled, readCorpus, type Corpus } from './data'
import type { Split } from './folds'
import { loadSentences, type Classifier } from './sentence-file'

/** The sentences of an action, and what cites them. */
export interface Data {
  corpus: Corpus
  hash: string
  licence: string
}

/** Reads what a param `dataset` names. Throws as readCorpus does. */
export async function loadData(id: string, tools: Tools): Promise<Data> {
  if (id === 'built-in') {
    const bytes = await tools.asset(EMOJIFY)
    return {
      corpus: parseLabelled(bytes, 'emojify.tsv'),
      hash: await hashOf(bytes),
      licence: 'sentences of Cadenza, MIT'
    }
  }
  const dataset = await tools.dataset(id)
  return { corpus: await readCorpus(dataset), hash: dataset.hash, licence: "the user's own sentences" }
}

/** What a training starts from; null for nothing. */
export const loadStart = (from: string, tools: Tools): Promise<Classifier | null> =>
  from === 'nothing' ? Promise.resolve(null) : loadSentences(from, tools)

/** Nobody is measured by sentences that what they start from has learnt. */
export function withoutSeen({ taught, heldOut }: Split, from: Classifier | null): Split {
  return { taught, heldOut: from ? heldOut.filter(({ text }) => !from.hasSeen(text)) : heldOut }
}

async function hashOf(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
