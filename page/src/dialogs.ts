// What is shown for each name of `room.open`. Each uses <Dialog>.
import type { Component } from 'svelte';
import Assumptions from './assumptions/Assumptions.svelte';
import Believe from './believe/Believe.svelte';
import Compare from './compare/Compare.svelte';
import Help from './dialogs/Help.svelte';
import Edge from './edge/Edge.svelte';
import Facilitator from './facilitator/Facilitator.svelte';
import Cards from './room/Cards.svelte';
import Memo from './room/Memo.svelte';
import Record_ from './room/Record.svelte';
import Share from './room/Share.svelte';
import type { Open } from './state/store.svelte';
import Team from './team/Team.svelte';
import Why from './why/Why.svelte';

export const dialogs: Partial<Record<Open, Component>> = {
  assumptions: Assumptions,
  believe: Believe,
  cards: Cards,
  compare: Compare,
  edge: Edge,
  facilitator: Facilitator,
  help: Help,
  memo: Memo,
  record: Record_,
  share: Share,
  team: Team,
  why: Why,
};
