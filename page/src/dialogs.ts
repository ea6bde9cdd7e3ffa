// What is shown for each name of `room.open`. Each uses <Dialog>.
import type { Component } from 'svelte';
import Compare from './compare/Compare.svelte';
import Help from './dialogs/Help.svelte';
import Edge from './edge/Edge.svelte';
import type { Open } from './state/store.svelte';
import Why from './why/Why.svelte';

export const dialogs: Partial<Record<Open, Component>> = {
  compare: Compare,
  edge: Edge,
  help: Help,
  why: Why,
};
