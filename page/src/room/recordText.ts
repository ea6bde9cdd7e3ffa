// The record sheet as a text that any editor opens.

export interface Record_ { title: string; who: string; date: string; parts: { head: string; lines: string[] }[]; foot: string }

export function recordText({ title, who, date, parts, foot }: Record_): string {
  const under = [who, date].filter(Boolean).join(', ');
  const told = parts
    .map(({ head, lines }) => ({ head, lines: lines.filter(line => line.trim() !== '') }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ head, lines }) => `## ${head}\n\n${lines.join('\n')}\n`);
  return [`# ${title}\n`, ...(under ? [`${under}\n`] : []), ...told, `${foot}\n`].join('\n');
}
