import { SvelteMap } from 'svelte/reactivity'
import {
  LARGEST_CATALOGUE,
  LARGEST_SONG,
  songEndings,
  type CatalogueUse,
  type SongPreview,
  type SongRow
} from '../../../../src-main/contract/songs'
import { client } from '../../../client'
import { FileIntake } from '../../../state/file-intake.svelte'
import { LabDesk } from '../../../state/lab-desk.svelte'
import { LabWork } from '../../../state/lab-work.svelte'
import { attempt, messageOf } from '../../../state/tell'
import { LAB } from '../play/improvisation'

export const training = new LabWork(LAB, 'train')

/** How files of catalogues end. */
export const CATALOGUE_ENDING = '.json'
const isCatalogue = ({ name }: File) => name.toLowerCase().endsWith(CATALOGUE_ENDING)
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
  /** What the catalogue that came last gave, by its name. */
  catalogue = $state.raw<(CatalogueUse & { name: string }) | null>(null)

  song = $derived(this.songs.find(({ ref }) => ref.id === this.chosen) ?? null)

  /** Questions that are not answered yet, by the song's id: the answer to the newest counts. */
  #asked = new Map<string, symbol>()

  constructor() {
    super(LAB)
  }

  override choose(id: string): void {
    super.choose(id)
    this.chosen = null
    this.catalogue = null
    this.#forget()
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
    if (!isAnew && (this.#asked.has(ref.id) || this.previews.has(ref.id))) return
    const question = Symbol(ref.id)
    this.#asked.set(ref.id, question)
    const found = await client.songs.read(ref).catch(messageOf)
    if (this.#asked.get(ref.id) !== question) return
    this.#asked.delete(ref.id)
    this.previews.set(ref.id, found)
  }

  /** Brings songs in, and gives them what catalogues among the files say of them. */
  async add(files: readonly File[]): Promise<void> {
    const dataset = this.datasetId
    if (!dataset) return
    const inOrder = [...files].sort((a, b) => Number(isCatalogue(a)) - Number(isCatalogue(b)))
    await this.intake.add(inOrder, (file) =>
      isCatalogue(file) ? this.#consult(file, dataset) : bringIn(file, dataset)
    )
    await this.read()
  }

  #forget(): void {
    this.#asked.clear()
    this.previews.clear()
  }

  async #consult(file: File, dataset: string): Promise<void> {
    if (file.size > LARGEST_CATALOGUE) throw new Error(`it is larger than ${LARGEST_CATALOGUE >> 20} MiB`)
    const { name } = file
    const bytes = new Uint8Array(await file.arrayBuffer())
    this.catalogue = { name, ...(await client.songs.useCatalogue({ dataset, name, bytes })) }
    this.#forget()
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
    throw new Error(
      'a song is a MIDI file (.mid, .midi, .kar, .rmi) or a lead sheet (.ls), a catalogue of their chords a .json file'
    )
  if (file.size > LARGEST_SONG) throw new Error(`it is larger than ${LARGEST_SONG >> 20} MiB`)
  const bytes = new Uint8Array(await file.arrayBuffer())
  await client.songs.importFile({ dataset, name: file.name, bytes })
}

export const songDesk = new SongDesk()
