/** Whose an operation is that nobody claims: without authentication everybody is this one. */
export const LOCAL_CALLER = 'local';

/** What stands for a caller: `local`, `key:billing`, `jwt:` and a hash. It goes into visibility queries. */
export const CALLER = /^[A-Za-z0-9:_.-]{1,100}$/;
