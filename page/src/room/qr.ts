// A text as a QR code: the outline of its dark squares, for one SVG path.
import make from 'qrcode-generator';

/** More than this a phone does not read from a projector. */
export const READABLE = 800;

export interface Code { size: number; path: string }

export function code(text: string): Code | null {
  if (new TextEncoder().encode(text).length > READABLE) return null;
  const qr = make(0, 'L');
  qr.addData(text, 'Byte');
  qr.make();
  const size = qr.getModuleCount(), squares: string[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (!qr.isDark(row, column)) continue;
      let length = 1;
      while (column + length < size && qr.isDark(row, column + length)) length++;
      squares.push(`M${column} ${row}h${length}v1h-${length}z`);
      column += length - 1;
    }
  }
  return { size, path: squares.join('') };
}
