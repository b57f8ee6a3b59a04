import { defineCommand } from './command'
import { followJob } from './follow-job'
import { sayResult } from './in-words'
import { DATASET_ID, withEngine } from './session'
import { soloistOf, SOLOIST } from './soloist-options'
import { readSongs, SONGS } from './song-files'

export const jazzEvaluateCommand = defineCommand({
  words: ['jazz', 'evaluate'],
  summary: 'measure a soloist on solos that it was not trained on, beside the people who played them',
  details: [
    'nll is the negative log-likelihood of a note, in nats, beside that of n-grams; copied the longest run of notes that is shared with',
    'what the soloist was trained on, by the soloist and by the people. Tunes that it was trained on are left out.'
  ].join('\n'),
  options: {
    ...SONGS,
    ...SOLOIST,
    solos: {
      kind: 'integer',
      min: 0,
      max: 1_000,
      default: 20,
      help: 'it plays over the chords of so many of the solos'
    }
  },
  async run({ midi, catalog, model, ...how }, surroundings) {
    const { terminal, signal } = surroundings
    const dataset = await readSongs({ midi, catalog }, terminal)
    const result = await withEngine({ surroundings, libraryFolder: null, dataset }, async (client) => {
      const params = { ...how, model: await soloistOf(client, model), dataset: DATASET_ID }
      const { id } = await client.jobs.start({ lab: 'jazz', action: 'evaluate', params })
      return (await followJob(client, id, { terminal, signal })).result ?? {}
    })
    const { portraits: _histograms, ...short } = result
    sayResult(short, terminal)
    return result
  }
})
