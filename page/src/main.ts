import { mount } from 'svelte';
import App from './App.svelte';
import { paint } from './palette';
import './font.css';
import './style.css';
import { room } from './state/store.svelte';

paint(document.documentElement);
mount(App, { target: document.getElementById('app')! });
void room.start();
