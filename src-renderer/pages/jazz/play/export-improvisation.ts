import { toast } from 'svelte-sonner'
import type { MusicFormat } from '../../../../src-main/contract/band'
import { partRoles } from '../../../../src-main/contract/music'
import { client, desktop } from '../../../client'
import { attempt } from '../../../state/tell'
import { chartDesk } from './chart-desk.svelte'
import { improviser } from './improviser.svelte'
import { stage } from './stage.svelte'
import { take } from './take.svelte'

/** Writes solo and band, mixed as they are heard, into a folder that the person picks. */
export async function exportImprovisation(format: MusicFormat): Promise<void> {
  const { title, feel, bars, arrangement, end } = chartDesk
  const name = title.trim() || 'Improvisation'
  const folder = await desktop.chooseFolder(`Folder for “${name}”`)
  if (!folder) return
  const notes = take.notes
    .filter(({ onset }) => onset < end)
    .map((note) => ({ ...note, duration: Math.min(note.duration, end - note.onset) }))
  const { desk } = stage.band
  const path = await attempt(`“${name}” was not exported`, () =>
    client.music.exportTo({
      arrangement: {
        title: name,
        feel,
        bars: [...bars],
        parts: [{ role: 'solo', program: stage.program, notes }, ...(arrangement?.parts ?? [])]
      },
      about: about(),
      levels: Object.fromEntries(partRoles.map((role) => [role, desk.gainOf(role)])),
      format,
      folder
    })
  )
  if (!path) return
  toast.success(`Written to ${path}`, { action: { label: 'Show', onClick: () => void desktop.reveal(path) } })
}

/** What was asked for, so that the same can be asked again. */
function about(): string {
  const { text, key, tempo, swing, choruses, style } = chartDesk
  return JSON.stringify({
    seed: improviser.seed,
    ...improviser.values,
    chart: text,
    key,
    tempo,
    swing,
    choruses,
    style
  })
}
