/** What the workflows of the tests call; each test gives its own. */
export interface TestActivities {
  charge(amount: number): Promise<string>;
}
