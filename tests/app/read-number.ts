/** A number as the window writes it: a true minus, thousands apart. */
export const readNumber = (text: string): number =>
  Number(text.trim().replaceAll('−', '-').replaceAll('\u2009', ''))
