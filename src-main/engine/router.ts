import { implement } from '@orpc/server'
import { contract } from '../contract/contract'
import type { Lab } from '../labs/lab'
import type { Library } from '../library/library'
import { useCatalogue } from './catalogue'
import { asAnswer } from './failure'
import { folderOf } from './folder-of'
import { exportTranscript } from './export-transcript'
import type { Jobs } from './jobs'
import { arrange, exportMusic, parseChart, spansOf } from './music'
import { describeLab } from './labs'
import { compareModels } from './model-comparison'
import { exportModel, importModel } from './model-files'
import type { Recognisers } from './recognisers/recognisers'
import { compareRuns } from './run-comparison'
import type { Scoreboard } from './scoreboard'
import type { Shelf } from './shelf'
import { importSong, previewSong, updateSong } from './songs'
import { renderSamples } from './sound/render'
import { soundCredits } from './sound/sound-font'
import type { System } from './system'
import { importText, importTextFrom, previewText } from './texts'

export interface RouterParts {
  labs: readonly Lab[]
  library: Library
  shelf: Shelf
  jobs: Jobs
  system: System
  recognisers: Recognisers
  scoreboard: Scoreboard
  appVersion: string
}

/** Every procedure of the contract, answered by the parts of the engine. Errors cross with their code and a sentence for the person. */
export function createRouter(parts: RouterParts) {
  const { library, shelf, jobs, system, recognisers, scoreboard } = parts
  const { clips, transcripts, songs, texts, datasets, models, runs, trash, changes } = library
  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      throw asAnswer(error)
    }
  })

  return os.router({
    labs: { list: os.labs.list.handler(() => parts.labs.map(describeLab)) },
    jobs: {
      start: os.jobs.start.handler(async ({ input }) => ({ id: await jobs.start(input) })),
      resume: os.jobs.resume.handler(async ({ input }) => ({ id: await jobs.resume(input.runId) })),
      watch: os.jobs.watch.handler(({ input, signal }) => answering(jobs.watch(input.id, signal))),
      watchAll: os.jobs.watchAll.handler(({ signal }) => answering(jobs.watchAll(signal))),
      cancel: os.jobs.cancel.handler(({ input }) => jobs.cancel(input.id)),
      feed: os.jobs.feed.handler(({ input: { id, ...clip } }) => jobs.feed(id, clip)),
      finish: os.jobs.finish.handler(({ input }) => jobs.finish(input.id)),
      dismiss: os.jobs.dismiss.handler(({ input }) => jobs.dismiss(input.id))
    },
    clips: {
      list: os.clips.list.handler(({ input }) => clips.list(input.dataset)),
      read: os.clips.read.handler(({ input }) => shelf.read(input)),
      readPart: os.clips.readPart.handler(({ input }) => shelf.readPart(input)),
      outline: os.clips.outline.handler(({ input }) => shelf.outline(input)),
      begin: os.clips.begin.handler(({ input }) => shelf.begin(input)),
      append: os.clips.append.handler(({ input: { samples, ...ref } }) => shelf.append(ref, samples)),
      finish: os.clips.finish.handler(({ input: { trim, ...ref } }) => shelf.finish(ref, { trim })),
      judge: os.clips.judge.handler(({ input }) => shelf.judge(input)),
      importFile: os.clips.importFile.handler(({ input }) => shelf.importFile(input)),
      importSamples: os.clips.importSamples.handler(
        ({ input: { samples, sampleRate, origin, score, ...place } }) =>
          shelf.importClip({
            ...place,
            clip: { samples, sampleRate },
            origin: { origin, score, source: origin === 'import' ? place.name : undefined }
          })
      ),
      rename: os.clips.rename.handler(({ input: { name, ...ref } }) => clips.rename(ref, name)),
      move: os.clips.move.handler(({ input: { to, ...ref } }) => clips.move(ref, to)),
      remove: os.clips.remove.handler(({ input }) => clips.remove(input))
    },
    transcripts: {
      read: os.transcripts.read.handler(({ input }) => transcripts.read(input)),
      write: os.transcripts.write.handler(({ input }) => transcripts.write(input.ref, input.transcript)),
      exportTo: os.transcripts.exportTo.handler(({ input }) => exportTranscript(library, input))
    },
    recognisers: {
      watch: os.recognisers.watch.handler(({ signal }) => answering(recognisers.watch(signal))),
      download: os.recognisers.download.handler(({ input }) => recognisers.download(input)),
      cancelDownload: os.recognisers.cancelDownload.handler(({ input }) => recognisers.cancelDownload(input)),
      importFrom: os.recognisers.importFrom.handler(({ input }) => recognisers.importFrom(input.path)),
      remove: os.recognisers.remove.handler(({ input }) => recognisers.remove(input))
    },
    songs: {
      list: os.songs.list.handler(({ input }) => songs.list(input.dataset)),
      importFile: os.songs.importFile.handler(({ input }) => importSong(library, input)),
      read: os.songs.read.handler(({ input }) => previewSong(library, input)),
      update: os.songs.update.handler(({ input: { dataset, id, ...change } }) =>
        updateSong(library, { dataset, id }, change)
      ),
      useCatalogue: os.songs.useCatalogue.handler(({ input }) => useCatalogue(library, input)),
      rename: os.songs.rename.handler(({ input: { name, ...ref } }) => songs.rename(ref, name)),
      remove: os.songs.remove.handler(({ input }) => songs.remove(input))
    },
    texts: {
      list: os.texts.list.handler(({ input }) => texts.list(input.dataset)),
      importFile: os.texts.importFile.handler(({ input }) => importText(library, input)),
      importFrom: os.texts.importFrom.handler(({ input }) => answering(importTextFrom(library, input))),
      importText: os.texts.importText.handler(({ input: { dataset, name, text } }) =>
        importText(library, { dataset, name: `${name}.txt`, bytes: new TextEncoder().encode(text) })
      ),
      read: os.texts.read.handler(({ input }) => previewText(library, input)),
      rename: os.texts.rename.handler(({ input: { name, ...ref } }) => texts.rename(ref, name)),
      remove: os.texts.remove.handler(({ input }) => texts.remove(input))
    },
    music: {
      parseChart: os.music.parseChart.handler(({ input }) => parseChart(input)),
      harmony: os.music.harmony.handler(({ input }) => spansOf(input.bars)),
      arrange: os.music.arrange.handler(({ input }) => arrange(input)),
      samples: os.music.samples.handler(({ input, signal }) => renderSamples(input, signal)),
      credits: os.music.credits.handler(() => soundCredits()),
      exportTo: os.music.exportTo.handler(({ input, signal }) => exportMusic({ ...input, signal }))
    },
    datasets: {
      list: os.datasets.list.handler(() => datasets.list()),
      create: os.datasets.create.handler(({ input }) => datasets.create(input.name, input.lab)),
      rename: os.datasets.rename.handler(({ input }) => datasets.rename(input.id, input.name)),
      remove: os.datasets.remove.handler(({ input }) => datasets.remove(input.id))
    },
    models: {
      list: os.models.list.handler(() => models.list()),
      rename: os.models.rename.handler(({ input }) => models.rename(input.id, input.name)),
      remove: os.models.remove.handler(({ input }) => models.remove(input.id)),
      compare: os.models.compare.handler(async ({ input: { first, second } }) => {
        const [one, other] = await Promise.all([models.read(first), models.read(second)])
        return compareModels(one.tensors, other.tensors)
      }),
      exportTo: os.models.exportTo.handler(({ input }) => exportModel(parts, input)),
      importFiles: os.models.importFiles.handler(({ input }) => importModel(parts, input.files))
    },
    runs: {
      list: os.runs.list.handler(() => runs.list()),
      read: os.runs.read.handler(({ input }) => jobs.readRun(input.id)),
      again: os.runs.again.handler(async ({ input }) => ({ id: await jobs.again(input.id) })),
      compare: os.runs.compare.handler(({ input: { first, second } }) =>
        compareRuns(library, [first, second])
      ),
      remove: os.runs.remove.handler(({ input }) => runs.remove(input.id))
    },
    scoreboard: { list: os.scoreboard.list.handler(() => scoreboard.list()) },
    trash: {
      list: os.trash.list.handler(() => trash.list()),
      restore: os.trash.restore.handler(async ({ input }) => {
        await trash.restore(input.id)
        changes.tell()
      }),
      empty: os.trash.empty.handler(() => trash.empty())
    },
    library: {
      changes: os.library.changes.handler(({ signal }) =>
        changes.watch(signal ?? new AbortController().signal)
      ),
      folderOf: os.library.folderOf.handler(({ input }) => folderOf(library, input))
    },
    system: {
      info: os.system.info.handler(() => system.info()),
      measure: os.system.measure.handler(() => system.measure()),
      settings: os.system.settings.handler(() => system.settings),
      change: os.system.change.handler(({ input }) => system.change(input))
    }
  })
}

/** Errors inside of a stream come after the handler has answered, where the middleware no longer catches them. */
async function* answering<T>(stream: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
  try {
    yield* stream
  } catch (error) {
    throw asAnswer(error)
  }
}
