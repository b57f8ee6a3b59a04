import { readFile, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { card as cardSchema, manifest } from '../contract/artifact'
import { clipCard, roles, type ClipCard } from '../contract/library'
import { songCard, songFiles } from '../contract/songs'
import { textCard } from '../contract/texts'
import { datasetFile } from './datasets'
import {
  listFolders,
  exists,
  moveFolder,
  putOldAside,
  readJson,
  reserveFolder,
  writeFileWhole,
  writeJson
} from './files'
import { finishMaking, readAbandoned } from './making'
import { SONG_CARD, SONGS } from './songs'
import { scanText } from './text-scan'
import { piecesOf, TEXT_CARD, TEXTS } from './texts'

/** Reads a sound that was never finished as far as it goes; null where nothing can be read. */
export type RepairSound = (
  bytes: Uint8Array
) => { wav: Uint8Array; duration: number; sampleRate: number } | null

export interface Findings {
  /** A sentence for each thing that was found, for the person. */
  reports: string[]
  /** Something is half-written, but whoever writes it seems to be at it still. */
  isBusy: boolean
}

/**
 * Finds what was left half-written in a library when a program was killed: recordings are completed, whatever cannot be is moved to
 * `.set-aside`. Nothing is deleted, and nothing that another program may still be writing is touched.
 */
export async function repairLibrary(home: string, repairSound: RepairSound): Promise<Findings> {
  const findings: Findings = { reports: [], isBusy: false }
  const add = (found: string[] | null) => {
    if (found) findings.reports.push(...found)
    else findings.isBusy = true
  }
  const shelves = [join(home, 'recordings')]
  for (const id of await listFolders(join(home, 'datasets'))) {
    const folder = join(home, 'datasets', id)
    add(await repairDataset(home, folder))
    shelves.push(...roles.map((role) => join(folder, role)))
    for (const song of await listFolders(join(folder, SONGS)))
      add(await repairSong(home, join(folder, SONGS, song)))
    for (const text of await listFolders(join(folder, TEXTS)))
      add(await repairText(home, join(folder, TEXTS, text)))
  }
  for (const shelf of shelves) {
    for (const id of await listFolders(shelf)) add(await repairClip(home, join(shelf, id), repairSound))
  }
  for (const lab of await listFolders(join(home, 'models'))) {
    for (const name of await listFolders(join(home, 'models', lab)))
      add(await repairModel(home, join(home, 'models', lab, name)))
  }
  return findings
}

async function repairClip(home: string, folder: string, repairSound: RepairSound): Promise<string[] | null> {
  if (await readJson(join(folder, 'clip.json'), clipCard)) return []
  const abandoned = await readAbandoned(folder)
  if (!abandoned) return null
  const name = abandoned.name ?? basename(folder)
  const bytes = await readFile(join(folder, 'audio.wav')).catch(() => null)
  const sound = bytes && repairSound(new Uint8Array(bytes))
  if (!sound) return setAside(home, folder, `“${name}” held no sound that could be read`)
  await putOldAside(join(folder, 'clip.json'))
  await writeFileWhole(join(folder, 'audio.wav'), sound.wav)
  const card: ClipCard = {
    name: name.slice(0, 80),
    duration: sound.duration,
    sampleRate: sound.sampleRate,
    createdAt: abandoned.startedAt.toISOString(),
    origin: 'microphone',
    recovered: true
  }
  await writeJson(join(folder, 'clip.json'), card)
  await finishMaking(folder)
  return [
    `The recording “${name}” was cut off when Cadenza stopped; its ${sound.duration.toFixed(1)} seconds were saved.`
  ]
}

async function repairDataset(home: string, folder: string): Promise<string[] | null> {
  if (await readJson(join(folder, 'dataset.json'), datasetFile)) return []
  const abandoned = await readAbandoned(folder)
  if (!abandoned) return null
  const holds = await readdir(folder)
  const holdsSongs = holds.includes(SONGS)
  const holdsTexts = holds.includes(TEXTS)
  const holdsClips = holds.some((name) => (roles as readonly string[]).includes(name))
  if (!holdsClips && !holdsSongs && !holdsTexts)
    return setAside(home, folder, `the data set “${basename(folder)}” was never completed`)
  await putOldAside(join(folder, 'dataset.json'))
  const createdAt = abandoned.startedAt.toISOString()
  await writeJson(join(folder, 'dataset.json'), {
    name: basename(folder).slice(0, 80),
    lab: holdsSongs ? 'jazz' : holdsTexts ? 'characters' : 'trigger',
    createdAt
  })
  return [
    `The description of the data set “${basename(folder)}” could not be read; it was made anew, what it holds is as it was.`
  ]
}

/** A song's file is written whole or not at all: what is there was checked before, and only its description is missing. */
async function repairSong(home: string, folder: string): Promise<string[] | null> {
  if (await readJson(join(folder, SONG_CARD), songCard)) return []
  const abandoned = await readAbandoned(folder)
  if (!abandoned) return null
  const name = (abandoned.name ?? basename(folder)).slice(0, 80)
  const holds = await readdir(folder)
  const file = songFiles.find((one) => holds.includes(one))
  if (!file) return setAside(home, folder, `the song “${name}” was never completed`)
  await putOldAside(join(folder, SONG_CARD))
  const createdAt = abandoned.startedAt.toISOString()
  await writeJson(join(folder, SONG_CARD), songCard.parse({ name, file, source: file, createdAt }))
  await finishMaking(folder)
  return [
    `The description of the song “${name}” could not be read; it was made anew, its notes are as they were.`
  ]
}

/** As with songs; but what is known of a text is found by reading it through once more. */
async function repairText(home: string, folder: string): Promise<string[] | null> {
  if (await readJson(join(folder, TEXT_CARD), textCard)) return []
  const abandoned = await readAbandoned(folder)
  if (!abandoned) return null
  const name = (abandoned.name ?? basename(folder)).slice(0, 80)
  const file = (await readdir(folder)).find((one) => /^content\.[a-z0-9]{1,10}$/.test(one))
  if (!file) return setAside(home, folder, `the text “${name}” was never completed`)
  const facts = await scanText(piecesOf(join(folder, file))).catch(() => null)
  if (!facts) return setAside(home, folder, `the text “${name}” could not be read`)
  await putOldAside(join(folder, TEXT_CARD))
  const createdAt = abandoned.startedAt.toISOString()
  await writeJson(join(folder, TEXT_CARD), textCard.parse({ ...facts, name, file, source: file, createdAt }))
  await finishMaking(folder)
  return [
    `The description of the text “${name}” could not be read; it was made anew, its words are as they were.`
  ]
}

async function repairModel(home: string, folder: string): Promise<string[] | null> {
  const isWhole =
    (await readJson(join(folder, 'card.json'), cardSchema)) &&
    (await readJson(join(folder, 'model.json'), manifest)) &&
    (await exists(join(folder, 'weights.bin')))
  if (isWhole) return []
  if (!(await readAbandoned(folder))) return null
  return setAside(home, folder, `the model “${basename(folder)}” was never completed`)
}

async function setAside(home: string, folder: string, reason: string): Promise<string[]> {
  const shelf = join(home, '.set-aside')
  const name = await reserveFolder(shelf, basename(folder))
  await moveFolder(folder, join(shelf, name, 'thing'))
  return [
    `${reason[0]?.toUpperCase()}${reason.slice(1)}; what was there lies in ${join('.set-aside', name)}.`
  ]
}
