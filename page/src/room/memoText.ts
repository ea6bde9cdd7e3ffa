// The memo as Markdown. Nothing that a file says means anything to it.
import type { Memo, Rows } from '../engine/types';

const plain = (text: string) => text.replace(/[\\`*_{}[\]<>#|]/g, '\\$&').replaceAll('\n', ' ');

function table(rows: Rows): string[] {
  const [head, ...body] = rows.map(row => `| ${row.map(plain).join(' | ')} |`);
  return body.length ? [head!, `|${'---|'.repeat(rows[0]!.length)}`, ...body, ''] : [];
}

export function memoText(memo: Memo, words: { rests: string; limits: string; repeat: string }): string {
  const list = (head: string, lines: string[]) => (lines.length ? [`## ${head}`, '', ...lines, ''] : []);
  return [
    `# ${plain(memo.title)}`, '',
    ...memo.claim.flatMap(text => [plain(text), '']),
    ...memo.parts.flatMap(({ heading, texts, rows }) => list(plain(heading), [...texts.flatMap(text => [plain(text), '']), ...table(rows)])),
    ...list(words.rests, [...memo.assumptions[0].flatMap(text => [plain(text), '']), ...table(memo.assumptions[1])]),
    ...list(words.limits, memo.limits.map(text => `- ${plain(text)}`)),
    `## ${words.repeat}`, '', `    ${memo.command}`, '', plain(memo.version), '',
  ].join('\n');
}
