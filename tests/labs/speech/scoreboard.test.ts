import { expect, test } from 'vitest'
import { scoreboard } from '../../../src-main/labs/speech/scoreboard'
import type { ClipSource } from '../../../src-main/labs/lab'
import { toolsFor } from '../lab-tools'

const said = (name: string, speaker?: string): ClipSource => ({
  name,
  duration: 1,
  speaker,
  load: () => Promise.reject(new Error('not heard'))
})
const measured = async (spoken: ClipSource[]) => {
  const brought = { name: 'set', hash: '', groups: { spoken } }
  const { groups } = await scoreboard[0]!.steps[0]!.dataOf!(brought, toolsFor({}))
  return groups['spoken']!.map(({ name }) => name)
}

test('of speakers that the card names only those are measured, of others all', async () => {
  const clips = [said('a', 'fash'), said('b', 'mblb'), said('c', 'theo'), said('d', '1462')]
  expect(await measured(clips)).toEqual(['a', 'c', 'd'])
  expect(await measured([said('mine', 'me'), said('yours')])).toEqual(['mine', 'yours'])
})
