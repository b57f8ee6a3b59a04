import { benchCommand } from './bench'
import type { Command } from './command'
import { scoreboardCommand } from './scoreboard'

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [scoreboardCommand, benchCommand]
