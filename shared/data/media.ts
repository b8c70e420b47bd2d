// Sounds and films that the window's own decoder takes apart before the engine can learn from them.

/** Endings of sounds: only WAV files are read as they are. */
export const soundEnding = /\.(?:wav|wave|mp3|ogg|oga|opus|flac|m4a|aac|aif|aiff|wma)$/i;
export const waveEnding = /\.wave?$/i;
/** Endings of films; the engine itself reads their pictures, one file each. */
export const videoEnding = /\.(?:mp4|m4v|webm|mov|mkv|avi|mpe?g|ogv)$/i;

/** What is taken out of such files: sounds as WAV, films as clips of pictures. */
export type DecodedMedium = 'sounds' | 'clips';

export interface MediaFile {
  /** Within its source, for messages. */
  readonly path: string;
  /** The class folder it lies in; empty for none. */
  readonly label: string;
  /** The folder around it that says its part of the split. */
  readonly part?: string;
}

/** What a source holds that must be decoded first. */
export interface FoundMedia {
  /** The pieces of its files are asked for by this. */
  readonly id: string;
  readonly medium: DecodedMedium;
  /** What the source is called. */
  readonly name: string;
  readonly files: readonly MediaFile[];
  /** Files among them that can be read as they are. */
  readonly ready: number;
}

/** Some bytes of a file of such a source. */
export interface MediaPiece {
  readonly base64: string;
  /** Bytes of the whole file. */
  readonly total: number;
}
