// PDFs as exports are: the same page gives the same bytes.

/** When Chromium printed it, in the document's information: the only thing in which two prints of a page differ. */
const moments = /^(\/(?:Creation|Mod)Date \(D:)\d{14}(?=[+-]\d\d'\d\d'\))/gmu;

/** A printed PDF dated like the files of our archives. No byte moves, so that its table of places still holds. */
export function undated(pdf: Buffer): Buffer {
  return Buffer.from(
    pdf.toString('latin1').replace(moments, (_all, name: string) => `${name}19800101000000`),
    'latin1',
  );
}
