// One foreign recogniser in a process of its own. Its native code may hang or crash: whoever started the process ends it then.
const { createRequire } = require('node:module')
const SHORTEST = 17_600 // 1.1 s at 16 kHz: whisper.cpp takes no less

const loaders = {
  whisper({ requireFrom, packages, file, language, threads }) {
    const { WhisperContext } = requireFrom(packages)
    const context = new WhisperContext({ filePath: file, useGpu: true })
    return async (samples) => {
      const pcm = new Int16Array(Math.max(SHORTEST, samples.length))
      for (let i = 0; i < samples.length; i++)
        pcm[i] = Math.max(-32_768, Math.min(32_767, Math.round(samples[i] * 32_768)))
      // segments of one token each: the only way in which this binding tells the time of a word
      const options = { language, maxThreads: threads, maxLen: 1, tokenTimestamps: true }
      const { result, segments } = await context.transcribeData(pcm.buffer, options).promise
      return {
        text: result,
        tokens: segments.map(({ text, t0, t1 }) => ({ text, start: t0 / 1000, end: t1 / 1000 }))
      }
    }
  },

  sherpa({ requireFrom, packages, config, streams, sampleRate }) {
    const { OfflineRecognizer, OnlineRecognizer } = requireFrom(packages)
    const recogniser = new (streams ? OnlineRecognizer : OfflineRecognizer)(config)
    return async (samples) => {
      const stream = recogniser.createStream()
      stream.acceptWaveform({ samples, sampleRate })
      if (streams) {
        stream.acceptWaveform({ samples: new Float32Array(sampleRate * 0.66), sampleRate }) // flushes its look-ahead
        stream.inputFinished()
        while (recogniser.isReady(stream)) recogniser.decode(stream)
      } else recogniser.decode(stream)
      const { text, tokens, timestamps, ys_log_probs, ys_probs } = recogniser.getResult(stream)
      return { text, tokens, timestamps, logProbabilities: ys_log_probs ?? ys_probs }
    }
  }
}

/** The first of the packages that loads on this machine. */
function requireFirst(requireHere, packages) {
  const refusals = []
  for (const name of packages) {
    try {
      return requireHere(name)
    } catch (error) {
      refusals.push(`${name}: ${error.message.split('\n')[0]}`)
    }
  }
  throw new Error(refusals.join('; '))
}

let recognise
// at once: an orderly exit would wait for the native threads
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('message', async (message) => {
  try {
    if (message.kind === 'load') {
      const requireHere = createRequire(message.from)
      recognise = loaders[message.engine]({
        ...message,
        requireFrom: (names) => requireFirst(requireHere, names)
      })
      process.send({ kind: 'loaded' })
    } else process.send({ kind: 'recognised', result: await recognise(message.samples) })
  } catch (error) {
    process.send({ kind: 'failed', message: error.message })
  }
})
