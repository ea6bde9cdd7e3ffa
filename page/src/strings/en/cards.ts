export const cards = {
  title: 'Cards to print',
  lead: 'One card for each change, by box. Cut along the dashed lines. Each group takes one from each box, at most four, and lays them in order.',
  print: 'Print the cards',
  sheets: (cards: number) => `${cards} cards, eight to a sheet`,
  from: 'from week',
  much: 'how much of it',
  watch: 'Watch',
  objection: 'The usual objection',
  withObjection: 'With the usual objection',
};
