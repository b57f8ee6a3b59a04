import type { LabEvent } from '../../contract/events'
import { textOf, type Word } from '../../contract/transcript'
import { align } from '../../text/alignment'
import { characterErrorRate, wordErrorRate } from '../../text/error-rate'
import { normaliseWords } from '../../text/normalise'
import type { Tools } from '../lab'
import type { CompareParams } from './params'
import { transcribe } from './transcribe'

/** A place of the text and of what was heard, side by side; empty where there is nothing on that side. */
interface Beside {
  kind: 'hit' | 'substituted' | 'inserted' | 'deleted'
  reference: string
  hypothesis: string
}

/** Reads a recording of a known text and lays both side by side, word by word. The recording's transcript stays as it is. */
export async function* compare(params: CompareParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const { reference } = params
  const words: Word[] = []
  for await (const event of transcribe(params, tools)) {
    if (event.type === 'heard') words.push(...event.settled)
    if (event.type === 'transcribed') continue
    if (event.type !== 'result') yield event
    else yield { type: 'result', result: { ...event.result, ...judge(reference, textOf(words)) } }
  }
}

function judge(reference: string, hypothesis: string) {
  const pair = { reference, hypothesis }
  return {
    wer: wordErrorRate(pair).rate,
    cer: characterErrorRate(pair).rate,
    alignment: layBeside(normaliseWords(reference), normaliseWords(hypothesis))
  }
}

function layBeside(reference: readonly string[], hypothesis: readonly string[]): Beside[] {
  return align(reference, hypothesis).map((step) => ({
    kind: KINDS[step.kind],
    reference: step.kind === 'insertion' ? '' : reference[step.reference]!,
    hypothesis: step.kind === 'deletion' ? '' : hypothesis[step.hypothesis]!
  }))
}

const KINDS = { hit: 'hit', substitution: 'substituted', insertion: 'inserted', deletion: 'deleted' } as const
