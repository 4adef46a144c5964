/** What one element of a delivery came to. Reasons name fields, never their contents. */
export type ReadElement<Notification> =
  | { readonly notifications: readonly Notification[] }
  | { readonly ignored: { readonly reason: string; readonly type?: string } }
  | { readonly unreadable: string };

/** A delivery of which nothing can be read. The sender is answered 400. */
export class UnreadableDelivery extends Error {
  override readonly name = 'UnreadableDelivery';
}
