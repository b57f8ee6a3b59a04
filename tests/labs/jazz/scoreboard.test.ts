import { expect, test } from 'vitest'
import type { SongEntry } from '../../../src-main/contract/songs'
import { scoreboard } from '../../../src-main/labs/jazz/scoreboard'
import type { Dataset, SongSource } from '../../../src-main/labs/lab'
import { toolsFor } from '../lab-tools'

const song = (name: string, title: string | null): SongSource => ({
  name,
  load: () => Promise.reject(new Error('not read')),
  chart: null,
  entry: title === null ? null : ({ title } as SongEntry),
  melodyTrack: null
})
/** Of these titles Donna Lee is held out, by the hash of every title. */
const taught = song('a.mid', 'Anthropology')
const heldOut = song('b.mid', 'Donna Lee')
const unknown = song('c.mid', null)
const measured = async (songs: SongSource[]) => {
  const brought: Dataset = { name: 'songs', hash: '', groups: {}, songs }
  const { songs: left } = await scoreboard[0]!.steps[1]!.dataOf!(brought, toolsFor({}))
  return left!.map(({ name }) => name)
}

test('a soloist is measured on titles that are held out, and on nothing whose title is unknown beside them', async () => {
  expect(await measured([taught, heldOut, unknown])).toEqual(['b.mid'])
})

test('where no title is held out, the action tells the taught ones itself', async () => {
  expect(await measured([unknown])).toEqual(['c.mid'])
})
