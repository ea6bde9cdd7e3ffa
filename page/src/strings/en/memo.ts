export const memo = {
  title: 'Memo to print',
  lead: 'One page to hand on, as the command line writes it: claim, odds, charts, assumptions, limits.',
  waiting: 'The memo is being written…',
  print: 'Print',
  save: 'Save as text',
  file: 'memo.md',
  rests: 'What it rests on',
  limits: 'Limits',
  repeat: 'To repeat it',
};
