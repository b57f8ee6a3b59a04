/** Texts to begin with; all written for this. */
export const EXAMPLES: readonly { name: string; text: string }[] = [
  {
    name: 'A life',
    text: 'Marie Curie was born in Warsaw and moved to Paris in 1891, where she studied at the Sorbonne. With her husband Pierre she discovered polonium, which she named after Poland. The University of Paris made her its first woman professor, and she won the Nobel Prize twice.'
  },
  {
    name: 'A match',
    text: 'Arsenal beat Real Madrid 2–1 on Tuesday at the Emirates Stadium in London. Coach Ana Lindqvist, who joined the club from Ajax last summer, praised Tom Okafor, the captain of the England team.'
  },
  {
    name: 'Names nobody knows',
    text: 'Dr. Zanibar Quellenthorpe of Grovik Systems met Ilse Vantamäki in Lower Brackwater. They founded the Institute for Imaginary Rivers and published The Atlas of Nowhere.'
  },
  {
    name: 'Without capitals',
    text: 'barack obama met angela merkel in berlin. later she flew to new york to speak at the united nations.'
  }
]
