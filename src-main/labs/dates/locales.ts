/** How people of one language write dates. */
export interface Locale {
  name: string
  /** January to December; each with the ways in which it is written. */
  months: string[][]
  shortMonths: string[][]
  /** Sunday to Saturday. */
  weekdays: string[][]
  shortWeekdays: string[][]
  /** The day with its ordinal ending, such as `3rd`. */
  ordinal(day: number): string
  /**
   * Patterns of Unicode's CLDR: `d` `dd` day, `M` `MM` month, `MMM` `MMMM` its short and long name, `yy` `yyyy` year, `E` `EEEE` short and long
   * weekday, text in quotes as it is; and `o` for the ordinal.
   */
  patterns: string[]
}

/** Names apart by spaces, ways of writing one by bars. */
const names = (list: string) => list.split(' ').map((each) => each.split('|'))

function englishOrdinal(day: number): string {
  const ending = Math.floor(day / 10) === 1 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')
  return `${day}${ending}`
}

/** Languages that write only the first of a month as an ordinal. */
const firstAs = (ending: string) => (day: number) => (day === 1 ? `1${ending}` : String(day))

const LONG = [
  'd MMMM yyyy',
  'dd MMMM yyyy',
  'd MMM yyyy',
  'dd MMM yyyy',
  'EEEE d MMMM yyyy',
  'EEEE, d MMMM yyyy'
]
const SHORT = ['E d MMM yyyy', 'E, d MMM yyyy', 'd MMMM yy', 'd MMM yy', 'd-MMM-yyyy', 'd-MMM-yy']
const IBERIAN = [
  "d 'de' MMMM 'de' yyyy",
  "EEEE, d 'de' MMMM 'de' yyyy",
  "EEEE d 'de' MMMM 'de' yyyy",
  "o 'de' MMMM 'de' yyyy",
  "d 'de' MMM 'de' yyyy",
  "E, d 'de' MMM 'de' yyyy",
  "d 'de' MMMM yyyy",
  "d 'de' MMMM 'de' yy"
]

export const LOCALES: readonly Locale[] = [
  {
    name: 'English',
    months: names('January February March April May June July August September October November December'),
    shortMonths: names('Jan Feb Mar Apr May Jun|June Jul|July Aug Sep|Sept Oct Nov Dec'),
    weekdays: names('Sunday Monday Tuesday Wednesday Thursday Friday Saturday'),
    shortWeekdays: names('Sun Mon Tue|Tues Wed Thu|Thur|Thurs Fri Sat'),
    ordinal: englishOrdinal,
    patterns: [
      ...LONG,
      ...SHORT,
      'd MMM, yyyy',
      'd MMMM, yyyy',
      'dd, MMM yyyy',
      'MMMM d, yyyy',
      'MMMM d yyyy',
      'MMMM dd, yyyy',
      'MMM d, yyyy',
      'MMM dd yyyy',
      'EEEE, MMMM d, yyyy',
      'EEEE MMMM d yyyy',
      'E, MMM d, yyyy',
      'E MMM d yyyy',
      'MMMM o yyyy',
      'MMMM o, yyyy',
      'MMM o yyyy',
      'EEEE MMMM o yyyy',
      'o MMMM yyyy',
      'o MMM yyyy',
      "o 'of' MMMM yyyy",
      "'the' o 'of' MMMM yyyy",
      "EEEE, 'the' o 'of' MMMM, yyyy",
      "EEEE o 'of' MMMM yyyy",
      "'on' MMMM o, yyyy",
      'MMMM d yy',
      'MMM d yy',
      "MMM d '’'yy",
      "o 'of' MMM yy",
      'MMMM o yy',
      'yyyy MMMM d',
      'yyyy MMM dd',
      'yyyy-MMM-dd',
      'MMM-d-yyyy',
      'd/MMM/yyyy',
      'd.MMM.yyyy',
      'dMMMyyyy',
      'E d MMM yy'
    ]
  },
  {
    name: 'French',
    months: names('janvier février mars avril mai juin juillet août septembre octobre novembre décembre'),
    shortMonths: names('janv.|jan. févr.|fév. mars avr. mai juin juil. août sept. oct. nov. déc.'),
    weekdays: names('dimanche lundi mardi mercredi jeudi vendredi samedi'),
    shortWeekdays: names('dim. lun. mar. mer. jeu. ven. sam.'),
    ordinal: firstAs('er'),
    patterns: [
      ...LONG,
      ...SHORT,
      'o MMMM yyyy',
      'EEEE o MMMM yyyy',
      "'le' d MMMM yyyy",
      "'le' o MMMM yyyy",
      "'le' EEEE d MMMM yyyy",
      "'le' d MMM yy"
    ]
  },
  {
    name: 'German',
    months: names(
      'Januar|Jänner Februar März April Mai Juni Juli August September Oktober November Dezember'
    ),
    shortMonths: names('Jan. Feb. März|Mär. Apr. Mai Juni|Jun. Juli|Jul. Aug. Sept.|Sep. Okt. Nov. Dez.'),
    weekdays: names('Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag|Sonnabend'),
    shortWeekdays: names('So.|So Mo.|Mo Di.|Di Mi.|Mi Do.|Do Fr.|Fr Sa.|Sa'),
    ordinal: (day) => `${day}.`,
    patterns: [
      'o MMMM yyyy',
      'o MMM yyyy',
      'EEEE, o MMMM yyyy',
      "EEEE, 'den' o MMMM yyyy",
      'E, o MMM yyyy',
      'E o MMMM yyyy',
      "'den' o MMMM yyyy",
      "'am' o MMMM yyyy",
      'o MMMM yy',
      'o MMM yy',
      'oMMMM yyyy',
      'EEEE, dd.MM.yyyy',
      'E dd.MM.yy',
      'd MMMM yyyy',
      'd MMM yyyy'
    ]
  },
  {
    name: 'Spanish',
    months: names(
      'enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre'
    ),
    shortMonths: names('ene feb mar abr may jun jul ago sept|sep oct nov dic'),
    weekdays: names('domingo lunes martes miércoles jueves viernes sábado'),
    shortWeekdays: names('dom lun mar mié jue vie sáb'),
    ordinal: firstAs('º'),
    patterns: [
      ...LONG,
      ...SHORT,
      ...IBERIAN,
      ...IBERIAN,
      "'el' d 'de' MMMM 'de' yyyy",
      "d 'de' MMMM 'del' yyyy"
    ]
  },
  {
    name: 'Italian',
    months: names(
      'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre'
    ),
    shortMonths: names('gen feb mar apr mag giu lug ago set|sett ott nov dic'),
    weekdays: names('domenica lunedì martedì mercoledì giovedì venerdì sabato'),
    shortWeekdays: names('dom lun mar mer gio ven sab'),
    ordinal: firstAs('º'),
    patterns: [...LONG, ...SHORT, 'o MMMM yyyy', "'il' d MMMM yyyy", 'EEEE o MMMM yyyy']
  },
  {
    name: 'Portuguese',
    months: names('janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'),
    shortMonths: names('jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.'),
    weekdays: names(
      'domingo segunda-feira|segunda terça-feira|terça quarta-feira|quarta quinta-feira|quinta sexta-feira|sexta sábado'
    ),
    shortWeekdays: names('dom. seg. ter. qua. qui. sex. sáb.'),
    ordinal: firstAs('º'),
    patterns: [...LONG, ...SHORT, ...IBERIAN, ...IBERIAN]
  },
  {
    name: 'Dutch',
    months: names('januari februari maart april mei juni juli augustus september oktober november december'),
    shortMonths: names('jan. feb. mrt. apr. mei jun. jul. aug. sep.|sept. okt. nov. dec.'),
    weekdays: names('zondag maandag dinsdag woensdag donderdag vrijdag zaterdag'),
    shortWeekdays: names('zo ma di wo do vr za'),
    ordinal: (day) => `${day}e`,
    patterns: [...LONG, ...SHORT, "'op' d MMMM yyyy", 'o MMMM yyyy']
  },
  {
    name: 'Swedish',
    months: names('januari februari mars april maj juni juli augusti september oktober november december'),
    shortMonths: names('jan. feb. mars apr. maj juni juli aug. sep.|sept. okt. nov. dec.'),
    weekdays: names('söndag måndag tisdag onsdag torsdag fredag lördag'),
    shortWeekdays: names('sön mån tis ons tors fre lör'),
    ordinal: (day) => `${day}:${day % 10 === 1 || day % 10 === 2 ? 'a' : 'e'}`,
    patterns: [...LONG, ...SHORT, "'den' d MMMM yyyy", "EEEE 'den' d MMMM yyyy", "'den' o MMMM yyyy"]
  }
]
