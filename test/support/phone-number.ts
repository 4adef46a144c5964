/** Beside a letter or a digit the plus is no sign of one: the id of a build is a version, a plus, and a hash. */
export const PHONE_NUMBER = /(?<!\w)\+\d{7,15}/;
