import { checkSong } from '../engine/songs'
import { defineCommand } from './command'
import { findSongs, readSong } from './song-files'

const NAMED = 20

export const jazzCheckCommand = defineCommand({
  words: ['jazz', 'check'],
  summary: 'say which MIDI files and lead sheets can be learnt from, and why the others cannot',
  details: 'Folders are read recursively. Nothing is written.',
  options: {
    dir: { kind: 'paths', operand: true, required: true, help: 'folders of songs, or single files' }
  },
  async run({ dir }, { terminal, signal }) {
    const files = await findSongs('DIR…', dir)
    const refused: { file: string; reason: string }[] = []
    for (const [i, { path, name }] of files.entries()) {
      signal.throwIfAborted()
      terminal.progress(i / files.length, `reading song ${i + 1} of ${files.length}`)
      const reason = await reasonAgainst(path)
      if (reason !== null) refused.push({ file: name, reason })
    }
    const loaded = files.length - refused.length
    terminal.say(`${loaded} of ${files.length} files can be learnt from`)
    for (const { file, reason } of refused.slice(0, NAMED)) terminal.say(`  ${file}: ${reason}`)
    if (refused.length > NAMED) terminal.say(`  … and ${refused.length - NAMED} more`)
    return { files: files.length, loaded, refused }
  }
})

/** Null where nothing speaks against a file. */
async function reasonAgainst(path: string): Promise<string | null> {
  try {
    checkSong(await readSong(path), path)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
