/** Transformers that can be looked into, with something to begin with; `params` is what their lab is asked besides the model. */
export const SUBJECTS = [
  {
    value: 'shakespeare',
    label: 'Characters: plays of Shakespeare',
    lab: 'characters',
    example: 'To be, or not to be: that is the question.',
    params: (input: string) => ({ text: 'shakespeare', input })
  },
  {
    value: 'dinosaurs',
    label: 'Characters: names of dinosaurs',
    lab: 'characters',
    example: 'Tyrannosaurus',
    params: (input: string) => ({ text: 'dinosaurs', input })
  },
  {
    value: 'translation',
    label: 'Translation: English to French',
    lab: 'translation',
    example: 'Where is the station?',
    params: (input: string) => ({ network: 'transformer', text: input })
  }
] as const
