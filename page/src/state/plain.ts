// The plain functions of the state, under one name.
export * as plain from './state';
