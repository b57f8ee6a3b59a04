import { defineCommand } from './command'

export const benchCommand = defineCommand({
  words: ['bench'],
  summary: 'how to measure Cadenza against its peers',
  options: {},
  async run(_values, { terminal, root }) {
    const how = `npm run -s bench -- [NAME…] [--json], in ${root}`
    if (!terminal.isJson) {
      terminal.say(`The benchmarks run from the source tree: ${how}`)
      terminal.say(
        'They need the public recordings that tests/bench/README.md names; without them they say so and skip.'
      )
    }
    return { run: how }
  }
})
