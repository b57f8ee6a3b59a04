import { oc } from '@orpc/contract'
import { z } from 'zod'
import { answers } from './answers'
import { thingId, thingName, trashEntry } from './library'
import type { Bar, Feel, Note } from './music'
import type { Beats, Seconds } from './units'

const said = z.string().max(200)

/** What a catalogue or a person says of a tune besides its notes and chords; '' and null where nobody said. */
export const songEntry = z.object({
  title: said,
  performer: said.default(''),
  instrument: said.default(''),
  style: said.default(''),
  /** Mean, in beats a minute. */
  tempo: z.number().min(20).max(500).nullable().default(null)
})
export type SongEntry = z.output<typeof songEntry>

/** Files that a song can be: MIDI, or Impro-Visor's lead-sheet text. */
export const songFiles = ['song.mid', 'song.ls'] as const

/** In bytes: no file of a song is larger, and no catalogue. */
export const LARGEST_SONG = 16 << 20
export const LARGEST_CATALOGUE = 64 << 20

/** Endings of the files that are taken for songs: MIDI (with words: .kar; in a RIFF wrapper: .rmi), lead sheets. Whether they are is seen when they are read. */
export const songEndings = ['.mid', '.midi', '.kar', '.rmi', '.ls'] as const

const leadSheet = z.string().max(20_000)
const trackIndex = z.int().min(0).max(65_535)

/** song.json: what is known of a song besides what its file says. */
export const songCard = z.object({
  name: z.string(),
  file: z.enum(songFiles),
  /** The file it was imported from. */
  source: z.string().max(255),
  createdAt: z.iso.datetime(),
  entry: songEntry.nullable().default(null),
  /** `index` of the MIDI track that carries the tune, where a person chose it. */
  melodyTrack: trackIndex.nullable().default(null),
  /** Chords that a person wrote or a catalogue gave, as lead-sheet text. */
  chart: leadSheet.nullable().default(null),
  chartFrom: z.enum(['person', 'catalogue']).default('person')
})
export type SongCard = z.output<typeof songCard>

export const songRef = z.object({ dataset: thingId, id: thingId })
export type SongRef = z.output<typeof songRef>

/** A song as lists show it. */
export const songRow = songCard.extend({ ref: songRef })
export type SongRow = z.output<typeof songRow>

/** A track of a song's file. */
export interface SongTrack {
  index: number
  name: string
  /** General MIDI, 0 to 127. */
  program: number
  isDrums: boolean
  notes: number
  /** Lowest and highest pitch, MIDI numbers. */
  low: number
  high: number
}

/** What a song holds, as training takes it. */
export interface SongPreview {
  song: SongRow
  title: string
  feel: Feel
  seconds: Seconds
  beats: Beats
  tracks: SongTrack[]
  /** Which track carries the tune, and why; null where none does. A lead sheet has no tracks: its melody is track 0. */
  melody: { track: number; reason: string } | null
  /** The tune, on the grid of beats. */
  notes: Note[]
  /** Its chords, bar by bar; empty where nobody knows them. */
  bars: Bar[]
  chordsFrom: SongCard['chartFrom'] | 'file' | 'accompaniment' | null
  /** What keeps it, or a part of it, out of a training: sentences for the person. */
  problems: string[]
}

/** What a catalogue gave to the songs of a data set. */
export interface CatalogueUse {
  /** Names of the songs that have its chords now. */
  given: string[]
  /** Songs that have not, and why. */
  others: { name: string; reason: string }[]
}

/** The songs of data sets. */
export const songs = {
  list: oc.input(z.object({ dataset: thingId })).output(z.array(songRow)),
  /** Bytes of a MIDI or `.ls` file. Throws UNREADABLE with the reason. */
  importFile: oc
    .input(z.object({ dataset: thingId, name: z.string().min(1).max(255), bytes: z.instanceof(Uint8Array) }))
    .output(songRow),
  read: oc.input(songRef).output(answers<SongPreview>()),
  /** Corrects what is given of it; null lets the program find it again. Throws INVALID where the chart or the track cannot be. */
  update: oc
    .input(
      songRef.extend({
        melodyTrack: trackIndex.nullable().optional(),
        chart: leadSheet.nullable().optional(),
        entry: songEntry.nullable().optional()
      })
    )
    .output(songRow),
  /**
   * Gives the songs that a catalogue names, by their files, its chords, title and performer; chords that a person wrote stay. Throws UNREADABLE
   * with the place where it is none, or names none of them.
   */
  useCatalogue: oc
    .input(z.object({ dataset: thingId, name: z.string().min(1).max(255), bytes: z.instanceof(Uint8Array) }))
    .output(answers<CatalogueUse>()),
  rename: oc.input(songRef.extend({ name: thingName })).output(songRow),
  remove: oc.input(songRef).output(trashEntry)
}
