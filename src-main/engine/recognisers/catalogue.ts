/** A Whisper network that can be fetched. */
export interface WhisperModel {
  /** Unique, and the file's name between `ggml-` and `.bin`. */
  id: string
  name: string
  language: 'English' | '99 languages'
  bytes: number
  sha256: string
  /** Share of wrong words on LibriSpeech test-clean as its makers published it; missing where nobody here has checked it. */
  wer?: number
}

/** The revision of huggingface.co/ggerganov/whisper.cpp whose files the digests below are of. */
const REVISION = '5359861c739e955e79d9a303bcbc70fb988958b1'

/** Where models come from unless the person set a mirror: a folder that holds `ggml-<id>.bin`. */
export const ORIGIN = `https://huggingface.co/ggerganov/whisper.cpp/resolve/${REVISION}`

export const fileNameOf = (id: string): string => `ggml-${id}.bin`

/** OpenAI's licence of code and weights. */
export const WHISPER_LICENCE = 'MIT'

export const WER_SOURCE =
  'LibriSpeech test-clean, greedy decoding: OpenAI, “Robust Speech Recognition via Large-Scale Weak Supervision”, 2022, appendix D'

const english = (model: Omit<WhisperModel, 'language'>): WhisperModel => ({ ...model, language: 'English' })
const many = (model: Omit<WhisperModel, 'language'>): WhisperModel => ({ ...model, language: '99 languages' })

/** Smallest first. */
export const WHISPER_MODELS: readonly WhisperModel[] = [
  many({
    id: 'tiny-q5_1',
    name: 'Tiny, quantised',
    bytes: 32_152_673,
    sha256: '818710568da3ca15689e31a743197b520007872ff9576237bda97bd1b469c3d7'
  }),
  english({
    id: 'tiny.en-q5_1',
    name: 'Tiny, English, quantised',
    bytes: 32_166_155,
    sha256: 'c77c5766f1cef09b6b7d47f21b546cbddd4157886b3b5d6d4f709e91e66c7c2b'
  }),
  many({
    id: 'base-q5_1',
    name: 'Base, quantised',
    bytes: 59_707_625,
    sha256: '422f1ae452ade6f30a004d7e5c6a43195e4433bc370bf23fac9cc591f01a8898'
  }),
  english({
    id: 'base.en-q5_1',
    name: 'Base, English, quantised',
    bytes: 59_721_011,
    sha256: '4baf70dd0d7c4247ba2b81fafd9c01005ac77c2f9ef064e00dcf195d0e2fdd2f'
  }),
  many({
    id: 'tiny',
    name: 'Tiny',
    bytes: 77_691_713,
    sha256: 'be07e048e1e599ad46341c8d2a135645097a538221678b7acdd1b1919c6e1b21'
  }),
  english({
    id: 'tiny.en',
    name: 'Tiny, English',
    bytes: 77_704_715,
    sha256: '921e4cf8686fdd993dcd081a5da5b6c365bfde1162e72b08d75ac75289920b1f'
  }),
  many({
    id: 'base',
    name: 'Base',
    bytes: 147_951_465,
    sha256: '60ed5bc3dd14eea856493d334349b405782ddcaf0028d4b5df4088345fba2efe'
  }),
  english({
    id: 'base.en',
    name: 'Base, English',
    bytes: 147_964_211,
    sha256: 'a03779c86df3323075f5e796cb2ce5029f00ec8869eee3fdfb897afe36c6d002'
  }),
  many({
    id: 'small-q5_1',
    name: 'Small, quantised',
    bytes: 190_085_487,
    sha256: 'ae85e4a935d7a567bd102fe55afc16bb595bdb618e11b2fc7591bc08120411bb'
  }),
  english({
    id: 'small.en-q5_1',
    name: 'Small, English, quantised',
    bytes: 190_098_681,
    sha256: 'bfdff4894dcb76bbf647d56263ea2a96645423f1669176f4844a1bf8e478ad30'
  }),
  many({
    id: 'small',
    name: 'Small',
    bytes: 487_601_967,
    sha256: '1be3a9b2063867b937e64e2ec7483364a79917e157fa98c5d94b5c1fffea987b'
  }),
  english({
    id: 'small.en',
    name: 'Small, English',
    bytes: 487_614_201,
    sha256: 'c6138d6d58ecc8322097e0f987c32f1be8bb0a18532a3f88f734d1bbf9c41e5d'
  }),
  many({
    id: 'medium-q5_0',
    name: 'Medium, quantised',
    bytes: 539_212_467,
    sha256: '19fea4b380c3a618ec4723c3eef2eb785ffba0d0538cf43f8f235e7b3b34220f'
  }),
  english({
    id: 'medium.en-q5_0',
    name: 'Medium, English, quantised',
    bytes: 539_225_533,
    sha256: '76733e26ad8fe1c7a5bf7531a9d41917b2adc0f20f2e4f5531688a8c6cd88eb0'
  }),
  many({
    id: 'large-v3-turbo-q5_0',
    name: 'Large v3 turbo, quantised',
    bytes: 574_041_195,
    sha256: '394221709cd5ad1f40c46e6031ca61bce88931e6e088c188294c6d5a55ffa7e2'
  }),
  many({
    id: 'medium',
    name: 'Medium',
    bytes: 1_533_763_059,
    sha256: '6c14d5adee5f86394037b4e4e8b59f1673b6cee10e3cf0b11bbdbee79c156208'
  }),
  english({
    id: 'medium.en',
    name: 'Medium, English',
    bytes: 1_533_774_781,
    sha256: 'cc37e93478338ec7700281a7ac30a10128929eb8f427dda2e865faa8f6da4356'
  }),
  many({
    id: 'large-v3-turbo',
    name: 'Large v3 turbo',
    bytes: 1_624_555_275,
    sha256: '1fc70f774d38eb169993ac391eea357ef47c88757ef72ee5943879b7e8e2bc69'
  })
]
