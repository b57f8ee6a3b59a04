import { SvelteMap } from 'svelte/reactivity'
import { songEndings, type SongPreview, type SongRow } from '../../../../src-main/contract/songs'
import { client } from '../../../client'
import { FileIntake } from '../../../state/file-intake.svelte'
import { LabDesk } from '../../../state/lab-desk.svelte'
import { LabWork } from '../../../state/lab-work.svelte'
import { attempt, messageOf } from '../../../state/tell'
import { LAB } from '../play/improvisation'

export const training = new LabWork(LAB, 'train')

/** No file of a song is larger. */
const LARGEST_FILE = 1 << 24
const isSongFile = (name: string) => songEndings.some((ending) => name.toLowerCase().endsWith(ending))

/** What lies on the desk of the training tab: a collection of songs, and what was found in those that were looked at. */
export class SongDesk extends LabDesk {
  songs = $state.raw<SongRow[]>([])
  /** By the song's id; a sentence where it cannot be read. */
  previews = new SvelteMap<string, SongPreview | string>()
  /** The song that is looked at. */
  chosen = $state<string | null>(null)
  /** What is being brought in; what is no song is named with the reason. */
  intake = new FileIntake()

  song = $derived(this.songs.find(({ ref }) => ref.id === this.chosen) ?? null)

  #reading = new Set<string>()

  constructor() {
    super(LAB)
  }

  override choose(id: string): void {
    super.choose(id)
    this.chosen = null
    this.previews.clear()
  }

  /** Reads the list of songs again. */
  async read(): Promise<void> {
    const dataset = this.datasetId
    const songs = dataset
      ? await attempt('The songs were not read', () => client.songs.list({ dataset }))
      : []
    if (songs && dataset === this.datasetId) this.songs = songs.sort((a, b) => a.name.localeCompare(b.name))
  }

  /** Looks into a song, once; `isAnew` where something of it was changed. */
  async look({ ref }: SongRow, isAnew = false): Promise<void> {
    if (this.#reading.has(ref.id) || (this.previews.has(ref.id) && !isAnew)) return
    this.#reading.add(ref.id)
    try {
      this.previews.set(ref.id, await client.songs.read(ref))
    } catch (cause) {
      this.previews.set(ref.id, messageOf(cause))
    } finally {
      this.#reading.delete(ref.id)
    }
  }

  async add(files: readonly File[]): Promise<void> {
    const dataset = this.datasetId
    if (!dataset) return
    await this.intake.add(files, (file) => bringIn(file, dataset))
    await this.read()
  }

  /** Corrects what was found in a song. */
  async correct(
    song: SongRow,
    change: { melodyTrack?: number | null; chart?: string | null }
  ): Promise<boolean> {
    const done = await attempt(`“${song.name}” was not changed`, () =>
      client.songs.update({ ...song.ref, ...change })
    )
    if (!done) return false
    this.songs = this.songs.map((each) => (each.ref.id === done.ref.id ? done : each))
    await this.look(done, true)
    return true
  }
}

async function bringIn(file: File, dataset: string): Promise<void> {
  if (!isSongFile(file.name))
    throw new Error('a song is a MIDI file (.mid, .midi, .kar, .rmi) or a lead sheet (.ls)')
  if (file.size > LARGEST_FILE) throw new Error('it is larger than 16 MiB')
  const bytes = new Uint8Array(await file.arrayBuffer())
  await client.songs.importFile({ dataset, name: file.name, bytes })
}

export const songDesk = new SongDesk()
