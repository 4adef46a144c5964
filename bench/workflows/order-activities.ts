/** The two provider calls of the lifecycle. */
export interface OrderActivities {
  charge(amount: number): Promise<string>;
  refund(receipt: string): Promise<string>;
}
