/** Dates to begin with: of the course's notebook, and of other languages. */
export const EXAMPLES: readonly string[] = [
  '3 May 1979',
  '21th of August 2016',
  'Saturday May 9 2018',
  '5 April 09',
  'le 14 juillet 1789',
  'Mittwoch, 3. März 2021',
  '23 de septiembre de 2020',
  '4/5/2001'
]

/** Of day and month, where nothing but numbers stands in a date. */
export const ORDERS = [
  { value: 'month-day', label: 'Month first: 4/5 is 5 April' },
  { value: 'day-month', label: 'Day first: 4/5 is 4 May' }
]
