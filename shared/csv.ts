// Cells of CSV files that the app writes.

/** RFC 4180: quoted where needed, quotes doubled. */
export function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

const number = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/** A cell of a file that is made to be opened in a spreadsheet, which would carry out what begins as a formula does. */
export function spreadsheetCell(text: string): string {
  return csvCell(/^[=+\-@\t\r]/.test(text) && !number.test(text) ? `'${text}` : text);
}
