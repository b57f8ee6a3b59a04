import { defineCommand } from './command'
import { followJob } from './follow-job'
import { modelOf, READING, readingParams } from './reading-options'
import { DATASET_ID, withEngine } from './session'
import { readSpeech, SPEAKERS } from './speech-data'

export const speechEvaluateCommand = defineCommand({
  words: ['speech', 'evaluate'],
  summary: 'measure how many words a recogniser reads wrongly, on recordings with transcripts',
  details: [
    'DIR holds transcripts.tsv, with the columns file, speaker and transcript and tabs between them. Rates are shares of the words',
    'and letters that were said; realTimeFactor is the time that recognising took for each second of sound.'
  ].join('\n'),
  options: {
    dir: { kind: 'path', operand: true, required: true, help: 'folder of recordings with transcripts' },
    ...READING,
    ...SPEAKERS
  },
  async run({ dir, speakers, exceptSpeakers, ...reading }, surroundings) {
    const { terminal, signal } = surroundings
    const params = await readingParams(reading)
    const dataset = await readSpeech({ title: 'DIR', folders: [dir], speakers, exceptSpeakers }, surroundings)
    const result = await withEngine({ surroundings, libraryFolder: null, dataset }, async (client) => {
      const model = await modelOf(client, reading)
      const { id } = await client.jobs.start({
        lab: 'speech',
        action: 'evaluate',
        params: { ...params, model, dataset: DATASET_ID }
      })
      return (await followJob(client, id, { terminal, signal })).result ?? {}
    })
    for (const name of ['engine', 'words', 'wer', 'cer', 'realTimeFactor', 'seconds'])
      terminal.say(`${name}  ${String(result[name])}`)
    return result
  }
})
