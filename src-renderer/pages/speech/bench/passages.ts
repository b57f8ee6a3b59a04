/** Something to be read aloud. All are Cadenza's own texts. */
export interface Passage {
  id: string
  title: string
  /** What it tries out. */
  about: string
  text: string
}

export const passages: Passage[] = [
  {
    id: 'lamp',
    title: 'The lamp by the window',
    about: 'Plain everyday words, one minute.',
    text: `Every evening at seven my neighbour lights the lamp by her window. It is a small green lamp with a crooked shade, and from the street you can see it long before you see the house. The children say that it guides the last bus home. She only laughs at that. She reads by it, she says, and when the book is good she forgets to turn it off, so that some mornings it is still burning when the milk is brought, pale and a little foolish in the sun.`
  },
  {
    id: 'harbour',
    title: 'Low water at the harbour',
    about: 'Longer sentences, rarer words and names.',
    text: `At low water the harbour of Saint Aldhelm smells of tar, seaweed and diesel. Seven trawlers lean against the quay, their nets heaped like enormous grey cobwebs, and the ferry from the islands waits outside the bar for the tide to turn. Captain Okonkwo, who has steered it for eighteen years, uses the hour to brew coffee and to quarrel with the weather forecast on the radio. Thursday, she predicts, will bring thick fog and a stubborn northerly swell, whatever the meteorologists claim.`
  },
  {
    id: 'letters',
    title: 'Letters, digits and dates',
    about: 'The small vocabulary that Cadenza’s own network knows best. Letters are read one by one.',
    text: `START. M A R T I N. FOUR TWO SEVEN NINE ZERO. MARCH TWENTY THIRD NINETEEN EIGHTY FOUR. YES. H O Q V X. ONE FIVE ONE OH SIX. ENTER. OCTOBER NINTH NINETEEN SEVENTY. K J W Y Z. EIGHT THREE FIVE TWO. NO. REPEAT. F L U B P. JANUARY THIRTIETH NINETEEN NINETY ONE. STOP.`
  },
  {
    id: 'kitchen',
    title: 'Orders for the kitchen',
    about: 'Short commands, with a pause after each.',
    text: `Turn on the light. Set a timer for twelve minutes. Play the next song. Turn the volume down. Call the office. Open the window. Read the last message. Stop the music. Start the washing machine at nine. Turn off the light.`
  }
]
