// What is shown for each name of `room.open`. Each uses <Dialog>.
import type { Component } from 'svelte';
import Help from './dialogs/Help.svelte';
import type { Open } from './state/store.svelte';

export const dialogs: Partial<Record<Open, Component>> = {
  help: Help,
};
