import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { BUNDLED_SHERPA } from '../engine/recognisers/rows'
import { exists } from '../library/files'
import type { Client } from './follow-job'
import { importModel } from './model-folder'
import type { Options, Values } from './options'
import { UsageError } from './usage-error'
import { userLibrary } from './user-library'

/** What decides how speech is recognised. */
export const READING = {
  engine: {
    kind: 'choice',
    values: ['cadenza-ctc', 'whisper', 'sherpa'],
    default: 'cadenza-ctc',
    help: 'what recognises'
  },
  model: {
    kind: 'path',
    shown: 'DIR|ID',
    help: "a recogniser that was trained: its folder, or its id in your library, such as 'speech/my voice'; a model of whisper or sherpa: its file, its folder, or its id; without it, the one that comes with Cadenza"
  },
  lm: {
    kind: 'path',
    shown: 'none|words|only|FILE',
    default: 'words',
    help: 'language model of cadenza-ctc: none, the sentences that it was trained on, only the words of --vocabulary in any order, or the sentences of a text file'
  },
  vocabulary: {
    kind: 'path',
    shown: 'FILE',
    help: 'your own words, one a line; a line "heard as => written as" replaces'
  },
  beam: {
    kind: 'integer',
    min: 1,
    max: 200,
    default: 25,
    help: 'hypotheses that cadenza-ctc keeps at a time'
  },
  languageWeight: {
    kind: 'number',
    min: 0,
    max: 5,
    help: "how much its language model counts beside the sound; without it, the lab's own"
  },
  lengthBonus: {
    kind: 'number',
    min: -5,
    max: 5,
    help: "what each letter adds, for a language model alone prefers short readings; without it, the lab's own"
  }
} as const satisfies Options

/** The lab's params out of the options, all but the model. Throws UsageError where a file that is named cannot be read. */
export async function readingParams({
  engine,
  lm,
  vocabulary,
  beam,
  languageWeight,
  lengthBonus
}: Values<typeof READING>): Promise<Record<string, unknown>> {
  if (lm === 'only' && vocabulary === undefined)
    throw new UsageError("'--lm': only the words of --vocabulary would be read, which is missing")
  const isKind = lm === 'none' || lm === 'words' || lm === 'only'
  return {
    engine,
    languageModel: isKind ? lm : 'text',
    languageText: isKind ? '' : await readText('lm', lm),
    vocabulary: vocabulary === undefined ? '' : await readText('vocabulary', vocabulary),
    beam,
    ...(languageWeight !== undefined && { languageWeight }),
    ...(lengthBonus !== undefined && { lengthBonus })
  }
}

/** The model by which the lab finds it; one that is named by its files is brought into the engine's library. */
export async function modelOf(
  client: Client,
  { engine, model }: Pick<Values<typeof READING>, 'engine' | 'model'>
): Promise<string> {
  if (engine === 'cadenza-ctc') {
    if (model === undefined || model === 'built-in') return 'built-in'
    const owned = join(userLibrary(), 'models', model)
    return importModel(client, !(await exists(model)) && (await exists(owned)) ? owned : model)
  }
  if (model === undefined && engine === 'sherpa') return BUNDLED_SHERPA
  if (model === undefined)
    throw new UsageError(`'--model' is missing: name a model of ${engine}, by its file or its id`)
  if (!(await exists(model))) return model
  const imported = await client.recognisers.importFrom({ path: resolve(model) }).catch((error: unknown) => {
    throw new UsageError(`'--model': ${model}: ${error instanceof Error ? error.message : String(error)}`)
  })
  if (imported.engine !== engine)
    throw new UsageError(`'--model': ${model} is a model of ${imported.engine}, not of ${engine}`)
  return imported.id
}

/** The text of a file that an option names. */
async function readText(option: string, path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`
    throw new UsageError(`'--${option}': ${path} ${reason}`)
  })
}
