import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { LabEvent } from '../../src-main/contract/events'
import { text } from '../../src-main/contract/params'
import type { Transcript } from '../../src-main/contract/transcript'
import { defineAction, type Dataset, type Lab } from '../../src-main/labs/lab'
import { follow, openEngine } from '../engine/engine-for-test'
import { tinyLab } from '../engine/tiny-lab'
import { transcriptOf, word } from './transcript-of'

const sampleRate = 16_000
const sound = { samples: new Float32Array(sampleRate).fill(0.25), sampleRate }

describe('a data set of speech', () => {
  /** Answers the data set as a lab gets it. */
  async function given(
    prepare: (client: Awaited<ReturnType<typeof openEngine>>['client']) => Promise<string>
  ) {
    let got: Dataset | null = null
    const looker: Lab = {
      ...tinyLab,
      actions: {
        look: defineAction({
          title: 'Look',
          params: z.object({ dataset: text({ label: 'Data' }) }),
          async *start({ dataset }, tools): AsyncGenerator<LabEvent, void, undefined> {
            got = await tools.dataset(dataset)
            yield { type: 'note', text: await Promise.resolve('seen') }
          }
        })
      }
    }
    const { client } = await openEngine({ labs: [looker] })
    const dataset = await prepare(client)
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'look', params: { dataset } })
    const { state } = await follow(await client.jobs.watch({ id }))
    return { dataset: got as Dataset | null, state }
  }

  it('says what is said in its clips and by whom, where a person has checked it', async () => {
    const { dataset } = await given(async (client) => {
      const { id } = await client.datasets.create({ name: 'me', lab: 'speech' })
      const add = async (name: string, transcript: Transcript | null) => {
        const { ref } = await client.clips.importSamples({ name, dataset: id, role: 'spoken', ...sound })
        if (transcript) await client.transcripts.write({ ref, transcript })
      }
      await add('ada', transcriptOf([word('GOOD', 0, { speaker: 'Ada' }), word('DAY', 0.5)], true))
      const two = [word('YES', 0, { speaker: 'Ada' }), word('NO', 0.5, { speaker: 'Bob' })]
      await add('both', transcriptOf(two, true))
      await add('guessed', transcriptOf([word('PERHAPS', 0)]))
      await add('mute', null)
      return id
    })
    expect(dataset?.groups['spoken']).toMatchObject([
      { name: 'ada', transcript: 'GOOD DAY', speaker: 'Ada' },
      { name: 'both', transcript: 'YES NO', speaker: undefined },
      { name: 'guessed' },
      { name: 'mute' }
    ])
    expect(dataset?.groups['spoken']?.slice(2).map(({ transcript }) => transcript)).toEqual([
      undefined,
      undefined
    ])
  })

  it('has another hash when its words change', async () => {
    const hashes = new Set<string | undefined>()
    for (const text of ['ONE', 'TWO', 'TWO']) {
      const { dataset } = await given(async (client) => {
        const { id } = await client.datasets.create({ name: 'me', lab: 'speech' })
        const { ref } = await client.clips.importSamples({ name: 'a', dataset: id, role: 'spoken', ...sound })
        await client.transcripts.write({ ref, transcript: transcriptOf([word(text, 0)], true) })
        return id
      })
      hashes.add(dataset?.hash)
    }
    expect(hashes.size).toBe(2)
  })

  it('names the clip whose transcript is broken', async () => {
    const { state } = await given(async (client) => {
      const { id } = await client.datasets.create({ name: 'me', lab: 'speech' })
      const { ref } = await client.clips.importSamples({ name: 'a', dataset: id, role: 'spoken', ...sound })
      const folder = await client.library.folderOf({ kind: 'clip', id: ref.id, clip: ref })
      writeFileSync(join(folder, 'transcript.json'), '[]')
      return id
    })
    expect(state.failure?.message).toContain('The transcript of “a” cannot be read')
  })
})
