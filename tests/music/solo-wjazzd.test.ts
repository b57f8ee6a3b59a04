import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { barOnsets } from '../../src-main/contract/music'
import { parseCatalogue } from '../../src-main/music/catalogue'
import { readMidi } from '../../src-main/music/midi'
import { soloOfSong } from '../../src-main/music/solo'

const folder = join(import.meta.dirname, '../../../shared/data/wjazzd')
/** Every so many of the solos: enough to see, few enough to be quick. */
const STRIDE = 20

it.skipIf(!existsSync(folder))(
  'finds most solos of the Weimar Jazz Database in their charts (skipped where ../shared/data is absent)',
  () => {
    const catalogue = parseCatalogue(JSON.parse(readFileSync(join(folder, 'catalog.json'), 'utf8')))
    const entries = catalogue.entries.filter(({ file }) => existsSync(join(folder, 'midi', file)))
    const solos = entries
      .filter((_, i) => i % STRIDE === 0)
      .map((entry) => {
        const song = readMidi(readFileSync(join(folder, 'midi', entry.file)), entry.file)
        return soloOfSong({ song, track: 0, chart: entry.chart, entry })
      })
    const sound = solos.filter(({ fit }) => fit.fault === null)
    expect(sound.length / solos.length).toBeGreaterThan(0.8)
    for (const { notes, bars } of sound) {
      expect(notes[0]!.onset).toBeGreaterThanOrEqual(0)
      expect(notes.at(-1)!.onset).toBeLessThan(barOnsets(bars).at(-1)!)
    }
  }
)

it.skipIf(!existsSync(folder))(
  "begins a solo in the bar where the database's own annotation has it (skipped where ../shared/data is absent)",
  () => {
    const file = 'ArtPepper_Anthropology_FINAL.mid'
    const catalogue = parseCatalogue(JSON.parse(readFileSync(join(folder, 'catalog.json'), 'utf8')))
    const entry = catalogue.entries.find((entry) => entry.file === file)!
    const song = readMidi(readFileSync(join(folder, 'midi', file)), file)
    const { notes } = soloOfSong({ song, track: 0, chart: entry.chart, entry })
    // Annotated on beats 1 and 2 of bar 0, which is the second bar of the chart.
    expect(notes.slice(0, 2).map(({ onset }) => Math.floor(onset))).toEqual([4, 5])
  }
)
