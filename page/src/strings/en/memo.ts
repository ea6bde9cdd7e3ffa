export const memo = {};
