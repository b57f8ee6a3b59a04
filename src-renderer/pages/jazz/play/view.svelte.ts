/** How the solo is looked at. */
class View {
  picture = $state<'roll' | 'sheet'>('roll')
  /** Steps in a beat by which notes are drawn and moved. */
  division = $state(2)
  /** Pixels of a beat. */
  beatWidth = $state(26)
  grid = $derived(1 / this.division)
}

export const view = new View()
